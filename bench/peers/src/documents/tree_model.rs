//! A tree without replicas: makes random edits of it that are possible, and
//! knows what comes out. Nodes and the top alike are slots: slot 0 is the top,
//! node n is slot n + 1.

use super::draws::Draws;
use super::edits::Edit;

pub struct TreeModel {
    parent: Vec<usize>,
    children: Vec<Vec<usize>>,
}

impl Default for TreeModel {
    fn default() -> Self {
        TreeModel {
            parent: vec![0],
            children: vec![Vec::new()],
        }
    }
}

/// A slot as edits name it.
fn node(slot: usize) -> Option<usize> {
    slot.checked_sub(1)
}

impl TreeModel {
    pub fn add(&mut self, draws: &mut Draws) -> Edit {
        let slot = self.parent.len();
        let parent = draws.below(slot);
        let index = draws.below(self.children[parent].len() + 1);
        self.parent.push(parent);
        self.children.push(Vec::new());
        self.children[parent].insert(index, slot);
        Edit::AddNode {
            parent: node(parent),
            index,
        }
    }

    /// To another place, not below itself.
    pub fn move_any(&mut self, draws: &mut Draws) -> Edit {
        loop {
            let slot = 1 + draws.below(self.parent.len() - 1);
            let parent = draws.below(self.parent.len());
            if self.is_below(parent, slot) {
                continue;
            }
            let stays = usize::from(self.parent[slot] == parent);
            let index = draws.below(self.children[parent].len() + 1 - stays);
            if self.children[parent].get(index) == Some(&slot) {
                continue;
            }
            self.put(slot, parent, index);
            return Edit::MoveNode {
                node: slot - 1,
                parent: node(parent),
                index,
            };
        }
    }

    fn put(&mut self, slot: usize, parent: usize, index: usize) {
        self.children[self.parent[slot]].retain(|&other| other != slot);
        self.children[parent].insert(index, slot);
        self.parent[slot] = parent;
    }

    fn is_below(&self, mut slot: usize, above: usize) -> bool {
        while slot != 0 && slot != above {
            slot = self.parent[slot];
        }
        slot == above
    }

    pub fn outline(&self) -> Vec<(usize, Option<usize>)> {
        let mut outline = Vec::new();
        let mut open = vec![0];
        while let Some(slot) = open.pop() {
            if slot != 0 {
                outline.push((slot - 1, node(self.parent[slot])));
            }
            open.extend(self.children[slot].iter().rev());
        }
        outline
    }
}
