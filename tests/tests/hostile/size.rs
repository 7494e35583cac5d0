//! Components that expand from few bytes: each would take an unbounded compiler gigabytes, or minutes. To add one, add a
//! line to a table.

use super::bytes::{component, each, functions, holding, leb, module, name, same, section};
use super::refused_as;

/// Returns the type of a core function with this many parameters and results, all of them `i64`.
fn function_type(parameters: usize, results: usize) -> Vec<u8> {
    [vec![0x60], same(parameters, &[0x7e]), same(results, &[0x7e])].concat()
}

/// Returns a type section of a component.
fn types(body: Vec<u8>) -> Vec<u8> {
    component(&[section(7, body)])
}

/// Returns a component of one module with one function without locals.
fn code(instructions: &[u8]) -> Vec<u8> {
    holding(&functions(&function_type(0, 0), &[[&[0], instructions, &[0x0b]].concat()]))
}

/// Returns a branch table with this many targets.
fn table(targets: usize) -> Vec<u8> {
    [vec![0x41, 0, 0x0e], same(targets, &[0]), vec![0]].concat()
}

/// Returns the errors for each component.
fn told(cases: Vec<(&str, Vec<u8>)>) -> String {
    let tier = "component: ./hostile.wasm, regions: all, limits: { compilation: 60 }";
    cases.iter().map(|(name, bytes)| refused_as(name, tier, bytes)).collect()
}

/// More than any tier has: rejected before the compiler sees it.
#[test]
fn component_size_is_counted() {
    let distinct = |number: usize| {
        let bits = (0..20).map(|bit| if number >> bit & 1 == 1 { 0x7f } else { 0x7e });
        [vec![0x60], leb(20), bits.collect(), leb(0)].concat()
    };
    let empty = section(1, module(&[]));
    let global = [0x7f, 0, 0x41, 0, 0x0b];
    let export = |number: usize| [name(&format!("{number}")), vec![0, 0]].concat();
    let import = |number: usize| [name("m"), name(&format!("{number}")), vec![0, 0]].concat();
    let one = function_type(0, 0);
    snapshot!(told(vec![
        ("a million types of functions", holding(&[section(1, each(1_000_000, distinct))])),
        ("a million types that are the same", holding(&[section(1, same(1_000_000, &one))])),
        ("types of 250 parameters", holding(&[section(1, same(50_000, &function_type(250, 0)))])),
        ("a function of a thousand parameters", holding(&[section(1, same(1, &function_type(1000, 0)))])),
        ("a function of a thousand results", holding(&[section(1, same(1, &function_type(0, 1000)))])),
        ("a million types of values", types(same(1_000_000, &[0x70, 0x7f]))),
        ("tuples of ten thousand", types(same(1000, &[vec![0x6f], same(10_000, &[0x7f])].concat()))),
        ("enumerations of ten thousand", {
            let cases = each(10_000, |number| name(&format!("c{number}")));
            types(same(100, &[vec![0x6d], cases].concat()))
        }),
        ("records of ten thousand fields", {
            let fields = each(10_000, |number| [name(&format!("f{number}")), vec![0x7f]].concat());
            types(same(100, &[vec![0x72], fields].concat()))
        }),
        ("functions of a thousand parameters", {
            let parameters = each(1000, |number| [name(&format!("p{number}")), vec![0x7f]].concat());
            types(same(1000, &[vec![0x40], parameters, vec![1, 0]].concat()))
        }),
        ("an instance of a million types", types(same(1, &[vec![0x42], same(999_999, &[1, 0x7f])].concat()))),
        ("a component of a million types", types(same(1, &[vec![0x41], same(999_999, &[1, 0x7f])].concat()))),
        ("instances within instances", {
            let inner = [vec![1, 0x42], same(1000, &[1, 0x7f])].concat();
            types(same(1, &[vec![0x42], same(1000, &inner)].concat()))
        }),
        ("types of modules", {
            let ty = [vec![0x50], same(1000, &[&[1][..], &one].concat())].concat();
            component(&[section(3, same(1000, &ty))])
        }),
        ("ten thousand modules", component(&vec![empty.clone(); 10_000])),
        ("ten thousand components", component(&vec![section(4, component(&[])); 10_000])),
        ("components within components", {
            (0..1001).fold(component(&[]), |inner, _| component(&[section(4, inner)]))
        }),
        ("a million instances", component(&[empty, section(2, same(1_000_000, &[0, 0, 0]))])),
        (
            "an instance of a million exports",
            component(&[section(2, [vec![1, 1], each(1_000_000, export)].concat())])
        ),
        ("a million aliases", component(&[section(6, same(1_000_000, &[3, 2, 0, 0]))])),
        ("a million functions of the host", component(&[section(8, same(1_000_000, &[1, 0, 0, 0, 0]))])),
        ("a million imports", holding(&[section(1, same(1, &one)), section(2, each(1_000_000, import))])),
        ("a million exports", holding(&[section(7, each(1_000_000, export))])),
        ("a million global variables", holding(&[section(6, same(1_000_000, &global))])),
        ("a million segments of data", holding(&[section(11, same(1_000_000, &[1, 0]))])),
        ("a million segments of elements", holding(&[section(9, same(1_000_000, &[1, 0, 0]))])),
        ("a million tables", holding(&[section(4, same(1_000_000, &[0x70, 0, 0]))])),
        ("a million memories", holding(&[section(5, same(1_000_000, &[0, 0]))])),
        ("a branch table of a million targets", code(&table(1_000_000))),
        ("a thousand branch tables", code(&table(1000).repeat(600))),
        ("branch tables in many functions", {
            let body = [vec![0], table(40_000), vec![0x0b]].concat();
            holding(&functions(&one, &vec![body; 100]))
        }),
        ("locals in every function", {
            let body = [leb(1), leb(50_000), vec![0x7e, 0x0b]].concat();
            holding(&functions(&one, &vec![body; 50_000]))
        }),
    ]));
}

/// Components that pass the counts are stopped by the compiler's limits on time and memory.
#[test]
fn compilation_is_bounded() {
    let doubled = |levels: usize| {
        let tuple = |level: usize| {
            if level == 0 {
                vec![0x6f, 1, 0x7f]
            } else {
                [vec![0x6f, 2], leb(level - 1), leb(level - 1)].concat()
            }
        };
        types(each(levels, tuple))
    };
    // Each component contains the next one, with one level for every few bytes.
    let deep = |levels: usize| {
        let mut body = [0x41, 1, 1].repeat(levels);
        body.push(0x7f);
        types([leb(1), body].concat())
    };
    let nested = |depth: usize| [[0x02, 0x40].repeat(depth), vec![0x0b; depth]].concat();
    let ifs = |depth: usize| [[0x41, 0, 0x04, 0x40].repeat(depth), vec![0x0b; depth]].concat();
    let results = {
        let body = [vec![0], [0x10, 0].repeat(200_000), vec![0x00, 0x0b]].concat();
        holding(&functions(&function_type(0, 250), &[body]))
    };
    let labels = {
        // Each target of the table takes 250 values.
        let block = [vec![0], vec![0x02, 0], [0x42, 0].repeat(250)].concat();
        let body = [block, vec![0x41, 0, 0x0e], same(50_000, &[0]), vec![0, 0x0b, 0x0b]].concat();
        holding(&functions(&function_type(0, 250), &[body]))
    };
    let tables = {
        let body = [vec![0], nested_tables(), vec![0x0b]].concat();
        holding(&functions(&function_type(0, 0), &vec![body; 12]))
    };
    let locals = {
        let body = [leb(1), leb(50_000), vec![0x7e, 0x0b]].concat();
        holding(&functions(&function_type(0, 0), &vec![body; 99]))
    };
    let substituted = {
        let exports = each(5000, |number| [vec![4, 0], name(&format!("e{number}")), vec![3, 1]].concat());
        let ty = [leb(1), vec![0x41], exports].concat();
        let imports = each(900, |number| [vec![0], name(&format!("c{number}")), vec![4, 0]].concat());
        let instances = each(900, |number| [vec![0], leb(number), vec![0]].concat());
        component(&[section(7, ty), section(10, imports), section(5, instances)])
    };
    told(vec![
        ("tuples of tuples", doubled(30)),
        ("tuples of tuples, a thousand times", doubled(1000)),
        ("types a hundred deep", deep(100)),
        ("types ten thousand deep", deep(10_000)),
        ("types a million deep", deep(1_000_000)),
        ("blocks within blocks", code(&nested(300_000))),
        ("ifs within ifs", code(&ifs(200_000))),
        ("calls that give hundreds of values", results),
        ("branches that take hundreds of values", labels),
        ("as many branch tables as may be", tables),
        ("as many locals as may be", locals),
        ("as many types as may be", types(same(99_999, &[0x70, 0x7f]))),
        ("instances of large components", substituted),
        ("values that nobody takes", code(&[&[0x42, 0].repeat(400_000)[..], &[0]].concat())),
        ("dead code", code(&[&[0][..], &[0x1b].repeat(900_000)].concat())),
        ("a name of sixty megabytes", component(&[section(0, [name("name"), vec![0; 60 << 20]].concat())])),
        ("ten million custom sections", component(&[section(0, name("")).repeat(10_000_000)])),
        ("empty sections without end", component(&[section(7, vec![0]).repeat(10_000_000)])),
        (
            "a segment of ten million elements",
            holding(&[section(9, [vec![1, 1, 0], same(10_000_000, &[0])].concat())]),
        ),
        ("a section that is longer than the file", component(&[vec![7, 0xff, 0xff, 0xff, 0xff, 0x0f]])),
        ("a list that is longer than its section", types(leb(u32::MAX as usize))),
    ]);
}

/// Returns two thousand blocks, and tables that lead to all of them.
fn nested_tables() -> Vec<u8> {
    let blocks = 2000;
    let targets: Vec<u8> = (0..blocks).flat_map(leb).collect();
    let table = [vec![0x41, 0, 0x0e], leb(blocks), targets, vec![0]].concat();
    [
        [0x02, 0x40].repeat(blocks),
        [0x02, 0x40].repeat(20),
        [table, vec![0x0b]].concat().repeat(20),
        vec![0x0b; blocks],
    ]
    .concat()
}
