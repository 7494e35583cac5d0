//! WebAssembly byte by byte, for modules that are too slow to write as text, or impossible.

/// Encodes a number as WebAssembly does.
pub fn leb(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = (number & 0x7f) as u8;
        number >>= 7;
        if number == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

/// Repeats an item, preceded by the count.
pub fn same(count: usize, item: &[u8]) -> Vec<u8> {
    [leb(count), item.repeat(count)].concat()
}

/// Concatenates items that depend on their number, preceded by the count.
pub fn each(count: usize, item: impl Fn(usize) -> Vec<u8>) -> Vec<u8> {
    let mut bytes = leb(count);
    (0..count).for_each(|number| bytes.extend(item(number)));
    bytes
}

/// Encodes a name, preceded by its length.
pub fn name(text: &str) -> Vec<u8> {
    [leb(text.len()), text.as_bytes().to_vec()].concat()
}

/// A section.
pub fn section(id: u8, body: Vec<u8>) -> Vec<u8> {
    [vec![id], leb(body.len()), body].concat()
}

/// A core module.
pub fn module(sections: &[Vec<u8>]) -> Vec<u8> {
    [b"\0asm\x01\0\0\0".to_vec(), sections.concat()].concat()
}

/// A component.
pub fn component(sections: &[Vec<u8>]) -> Vec<u8> {
    [b"\0asm\x0d\0\x01\0".to_vec(), sections.concat()].concat()
}

/// Returns a component that contains a core module.
pub fn holding(sections: &[Vec<u8>]) -> Vec<u8> {
    component(&[section(1, module(sections))])
}

/// Returns the sections of a module whose functions are all of one type.
pub fn functions(ty: &[u8], bodies: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let code = bodies.iter().flat_map(|body| [leb(body.len()), body.clone()].concat()).collect::<Vec<_>>();
    vec![
        section(1, [leb(1), ty.to_vec()].concat()),
        section(3, same(bodies.len(), &leb(0))),
        section(10, [leb(bodies.len()), code].concat()),
    ]
}
