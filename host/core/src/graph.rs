//! Cycles of a directed graph.

/// Returns the strongly connected components of a graph: each set of nodes that all lead to each other. A component
/// comes after those that it leads to.
///
/// This is Tarjan's algorithm with its own stack, so that long chains cannot exhaust the thread's.
pub(crate) fn components(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    const UNVISITED: usize = usize::MAX;
    let mut order = vec![UNVISITED; edges.len()];
    let mut low = vec![0; edges.len()];
    let mut open = vec![false; edges.len()];
    let mut stack = Vec::new();
    let mut components = Vec::new();
    let mut next = 0;
    for start in 0..edges.len() {
        if order[start] != UNVISITED {
            continue;
        }
        let mut path = vec![(start, 0)];
        while let Some((node, edge)) = path.last_mut() {
            let node = *node;
            if order[node] == UNVISITED {
                order[node] = next;
                low[node] = next;
                next += 1;
                open[node] = true;
                stack.push(node);
            }
            if let Some(&target) = edges[node].get(*edge) {
                *edge += 1;
                if order[target] == UNVISITED {
                    path.push((target, 0));
                } else if open[target] {
                    low[node] = low[node].min(order[target]);
                }
                continue;
            }
            path.pop();
            if let Some((parent, _)) = path.last() {
                low[*parent] = low[*parent].min(low[node]);
            }
            if low[node] == order[node] {
                let at = stack.iter().rposition(|&member| member == node);
                let at = at.expect("a node stays on the stack until its component is complete");
                let component = stack.split_off(at);
                for &member in &component {
                    open[member] = false;
                }
                components.push(component);
            }
        }
    }
    components
}

/// Returns the cycles of a graph: for each component that has one, a shortest cycle through its smallest node, in the
/// order in which its nodes lead to each other.
pub(crate) fn cycles(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let components = components(edges);
    components
        .into_iter()
        .filter(|component| component.len() > 1 || edges[component[0]].contains(&component[0]))
        .map(|component| cycle(edges, &component))
        .collect()
}

/// Returns a shortest path from a component's smallest node back to it.
fn cycle(edges: &[Vec<usize>], component: &[usize]) -> Vec<usize> {
    let members: std::collections::BTreeSet<usize> = component.iter().copied().collect();
    let start = *members.first().expect("a component has a node");
    let mut came_from = std::collections::BTreeMap::new();
    let mut queue = std::collections::VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        for &target in edges[node].iter().filter(|target| members.contains(target)) {
            if target == start {
                let mut way = vec![node];
                while let Some(&before) = came_from.get(&way[way.len() - 1]) {
                    way.push(before);
                }
                way.reverse();
                return way;
            }
            came_from.entry(target).or_insert_with(|| {
                queue.push_back(target);
                node
            });
        }
    }
    component.to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn long_chain_needs_no_deep_stack() {
        let mut edges: Vec<Vec<usize>> = (0..200_000).map(|node| vec![node + 1]).collect();
        edges.push(vec![]);
        assert!(cycles(&edges).is_empty());
        edges[200_000].push(0);
        assert_eq!(cycles(&edges)[0].len(), 200_001);
    }

    #[test]
    fn dependencies_come_first() {
        assert_eq!(components(&[vec![1], vec![2], vec![]]), [[2], [1], [0]]);
    }

    proptest! {
        #[test]
        fn reported_components_are_all_cycles(
            edges in prop::collection::vec(prop::collection::vec(0usize..12, 0..3), 12)
        ) {
            let cycles = cycles(&edges);
            for cycle in &cycles {
                for (at, node) in cycle.iter().enumerate() {
                    prop_assert!(edges[*node].contains(&cycle[(at + 1) % cycle.len()]));
                }
            }
            // Repeatedly removing the nodes that lead nowhere leaves only cycles and the nodes that lead to them.
            let mut left: Vec<bool> = vec![true; edges.len()];
            for _ in 0..edges.len() {
                for node in 0..edges.len() {
                    left[node] &= edges[node].iter().any(|target| left[*target]);
                }
            }
            prop_assert_eq!(left.contains(&true), !cycles.is_empty());
        }
    }
}
