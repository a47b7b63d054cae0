//! Quotes and brackets, as far as they say where a broken value ends.

/// Follows text that may not be JSON, byte by byte. A closing brace closes the innermost open
/// one, whatever was left open in between, so that a mistake inside one element of an array
/// stays inside it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Nesting {
    /// Opening brackets that are not closed.
    open: Vec<u8>,
    /// How many of them are `[`, so that closing what is not open costs nothing.
    arrays: usize,
    quoted: bool,
    escaped: bool,
}

impl Nesting {
    /// Takes note of the next byte. On average this costs the same whatever the text is.
    pub(crate) fn see(&mut self, byte: u8) {
        match byte {
            _ if self.escaped => self.escaped = false,
            b'\\' if self.quoted => self.escaped = true,
            b'"' => self.quoted = !self.quoted,
            _ if self.quoted => {}
            b'{' => self.open.push(byte),
            b'[' => {
                self.open.push(byte);
                self.arrays += 1;
            }
            b'}' if self.open.len() > self.arrays => self.close(b'{'),
            b']' if self.arrays > 0 => self.close(b'['),
            _ => {}
        }
    }

    /// Whether nothing is open.
    pub(crate) fn is_outside(&self) -> bool {
        !self.quoted && self.open.is_empty()
    }

    /// Whether `byte`, if it came next, would end an element of the array around this text: a
    /// comma outside everything, or a `]` that closes nothing in here.
    pub(crate) fn ends_element(&self, byte: u8) -> bool {
        match byte {
            b',' => self.is_outside(),
            b']' => !self.quoted && self.arrays == 0,
            _ => false,
        }
    }

    /// Closes the innermost `opening` and everything inside it.
    fn close(&mut self, opening: u8) {
        while let Some(open) = self.open.pop() {
            self.arrays -= usize::from(open == b'[');
            if open == opening {
                return;
            }
        }
    }
}
