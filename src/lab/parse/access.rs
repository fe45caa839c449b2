//! How serde walks the lists, mappings and tagged names of a YAML tree.

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, VariantAccess, Visitor};

use super::decode::{Fault, key_text};
use super::node::{Node, Value};

/// The items of a list.
pub struct Items<'a> {
    /// All of them.
    pub items: &'a [Node],
    /// Which comes next.
    pub next: usize,
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        let Some(item) = self.items.get(self.next) else { return Ok(None) };
        self.next += 1;
        seed.deserialize(item).map(Some).map_err(|fault| fault.below(self.next - 1))
    }
}

/// The entries of a mapping.
pub struct Entries<'a> {
    /// All of them.
    pub entries: &'a [(Node, Node)],
    /// Which comes next.
    pub next: usize,
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        let Some((key, _)) = self.entries.get(self.next) else { return Ok(None) };
        let text = key_text(key);
        let key: StrDeserializer<'_, Fault> = text.as_str().into_deserializer();
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        let Some((_, value)) = self.entries.get(self.next) else {
            return Err(Fault::wrong("a key without a value".to_owned(), None));
        };
        self.next += 1;
        seed.deserialize(value).map_err(|fault| fault.below(self.next - 1))
    }
}

/// A name with what stands below it, as externally tagged enums are written.
pub struct Tagged<'a> {
    /// The name.
    pub name: String,
    /// What stands below it; nothing when the name stands alone.
    pub content: Option<&'a Node>,
}

impl<'de, 'a> EnumAccess<'de> for Tagged<'a> {
    type Error = Fault;
    type Variant = Content<'a>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Content<'a>), Fault> {
        let name: StrDeserializer<'_, Fault> = self.name.as_str().into_deserializer();
        let variant = seed.deserialize(name)?;
        Ok((variant, Content { name: self.name, content: self.content }))
    }
}

/// What stands below a name.
pub struct Content<'a> {
    name: String,
    content: Option<&'a Node>,
}

impl Content<'_> {
    fn below<T>(&self, read: impl FnOnce(&Node) -> Result<T, Fault>) -> Result<T, Fault> {
        match self.content {
            Some(node) => read(node).map_err(|fault| fault.below(0)),
            None => Err(Fault::wrong(format!("`{}` needs its values below it", self.name), None)),
        }
    }
}

impl<'de> VariantAccess<'de> for Content<'_> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        match self.content.map(|node| &node.value) {
            None | Some(Value::Null | Value::Repaired) => Ok(()),
            Some(_) => Err(Fault::wrong(format!("`{}` stands alone, nothing below it", self.name), None)),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Fault> {
        self.below(|node| seed.deserialize(node))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.below(|node| serde::Deserializer::deserialize_seq(node, visitor))
    }

    fn struct_variant<V: Visitor<'de>>(self, fields: &'static [&'static str], visitor: V) -> Result<V::Value, Fault> {
        self.below(|node| serde::Deserializer::deserialize_struct(node, "", fields, visitor))
    }
}
