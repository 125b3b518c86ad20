//! Shortens the names by which a module and wasm-bindgen's script know each other's functions. Most end in a hash, which no
//! compression makes smaller, and each is in both files.

use crate::Result;
use std::collections::BTreeMap;

/// The sections of a module that have such names.
const IMPORTS: u8 = 2;
const EXPORTS: u8 = 7;

/// How wasm-bindgen's own names begin, and those of the compiler. No other script or module knows them.
const OURS: [&str; 3] = ["__wbg_", "__wbindgen_", "_ZN"];

/// The module and its script with short names for each other's functions; an error if it is no module, or imports something other
/// than functions.
pub fn shorten(module: &[u8], script: &str) -> Result<(Vec<u8>, String)> {
    let mut names = Names::default();
    let mut rest = Reader(module);
    let mut short = rest.take(8)?.to_vec();
    while !rest.0.is_empty() {
        let id = rest.byte()?;
        let length = rest.number()?;
        let body = rest.take(length)?;
        let body = match id {
            IMPORTS => imports(body, &mut names)?,
            EXPORTS => exports(body, &mut names)?,
            _ => body.to_vec(),
        };
        short.push(id);
        write_bytes(&mut short, &body);
    }
    Ok((short, names.put_into(script)))
}

/// Each is a module, a name, a kind, and for a function the number of its type.
fn imports(body: &[u8], names: &mut Names) -> Result<Vec<u8>> {
    let (mut rest, mut short) = (Reader(body), Vec::new());
    let count = rest.number()?;
    write_number(&mut short, count);
    for _ in 0..count {
        write_bytes(&mut short, rest.text()?.as_bytes());
        let name = rest.text()?;
        write_bytes(&mut short, names.short(name).as_bytes());
        if rest.byte()? != 0 {
            return Err(format!("the WebAssembly imports {name}, which is no function"));
        }
        short.push(0);
        write_number(&mut short, rest.number()?);
    }
    Ok(short)
}

/// Each is a name, a kind and a number.
fn exports(body: &[u8], names: &mut Names) -> Result<Vec<u8>> {
    let (mut rest, mut short) = (Reader(body), Vec::new());
    let count = rest.number()?;
    write_number(&mut short, count);
    for _ in 0..count {
        write_bytes(&mut short, names.short(rest.text()?).as_bytes());
        short.push(rest.byte()?);
        write_number(&mut short, rest.number()?);
    }
    Ok(short)
}

/// The short names, by the long ones.
#[derive(Default)]
struct Names(BTreeMap<String, String>);

impl Names {
    fn short(&mut self, name: &str) -> String {
        if !OURS.iter().any(|start| name.starts_with(start)) {
            return name.to_owned();
        }
        // wasm-bindgen begins no name with `$`.
        let next = format!("${}", self.0.len());
        self.0.entry(name.to_owned()).or_insert(next).clone()
    }

    /// The script with the short names for whole words.
    fn put_into(&self, script: &str) -> String {
        let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        let mut short = String::with_capacity(script.len());
        let mut rest = script;
        while let Some(start) = rest.find(is_part) {
            let (before, word) = rest.split_at(start);
            let (word, after) = word.split_at(word.find(|c| !is_part(c)).unwrap_or(word.len()));
            short.push_str(before);
            short.push_str(self.0.get(word).map_or(word, String::as_str));
            rest = after;
        }
        short + rest
    }
}

/// What is left to read of a module.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or("the WebAssembly ends too early")?;
        self.0 = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8> {
        Ok(self.take(1)?[0])
    }

    /// Seven bits a byte, the lowest first; the last byte has no top bit.
    fn number(&mut self) -> Result<usize> {
        let mut number = 0;
        for place in 0..5 {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << (7 * place);
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err("the WebAssembly has a number of more than five bytes".into())
    }

    fn text(&mut self) -> Result<&'a str> {
        let length = self.number()?;
        str::from_utf8(self.take(length)?).map_err(|_| "the WebAssembly has a name that is no text".into())
    }
}

fn write_number(to: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        to.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    to.push(number as u8);
}

fn write_bytes(to: &mut Vec<u8>, bytes: &[u8]) {
    write_number(to, bytes.len());
    to.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &[u8] = b"\0asm\x01\0\0\0";

    /// A module with these sections.
    fn module(sections: &[(u8, &[u8])]) -> Vec<u8> {
        let mut module = HEADER.to_vec();
        for (id, body) in sections {
            module.push(*id);
            write_bytes(&mut module, body);
        }
        module
    }

    #[test]
    fn module_and_script_have_the_same_short_names() {
        let before = module(&[
            (1, b"types"),
            (IMPORTS, b"\x02\x04./js\x08__wbg_aa\0\x81\x01\x04./js\x04load\0\x02"),
            (EXPORTS, b"\x02\x06memory\x02\0\x06_ZN1aE\0\x05"),
        ]);
        let script = "const imports = { __wbg_aa: function() {}, __wbg_aa_2: 0 }; wasm._ZN1aE(memory, `${__wbg_aa}`);";
        let (after, script) = shorten(&before, script).unwrap();
        let expected = module(&[
            (1, b"types"),
            (IMPORTS, b"\x02\x04./js\x02$0\0\x81\x01\x04./js\x04load\0\x02"),
            (EXPORTS, b"\x02\x06memory\x02\0\x02$1\0\x05"),
        ]);
        assert_eq!(after, expected);
        assert_eq!(script, "const imports = { $0: function() {}, __wbg_aa_2: 0 }; wasm.$1(memory, `${$0}`);");
    }

    #[test]
    fn a_long_section_keeps_its_length() {
        let long = module(&[(10, &[7; 300])]);
        assert_eq!(shorten(&long, "").unwrap().0, long);
    }

    #[test]
    fn refuses_what_it_cannot_read() {
        let refused = |module: &[u8]| shorten(module, "").unwrap_err();
        assert!(refused(b"\0asm").contains("ends too early"));
        assert!(refused(&module(&[(1, b"types")])[..12]).contains("ends too early"));
        assert!(
            refused(&module(&[(IMPORTS, b"\x01\x01a\x06memory\x02\0\x01")])).contains("memory, which is no function")
        );
        assert!(refused(&module(&[(EXPORTS, b"\x01\x01\xff\0\0")])).contains("no text"));
        assert!(refused(&module(&[(EXPORTS, b"\xff\xff\xff\xff\xff\x01")])).contains("more than five bytes"));
    }
}
