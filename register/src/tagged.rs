//! Reading a value whose name is a field of its own object: `{"type":"saw","text":"…"}`.
//!
//! serde's own reading of such enums keeps the whole object aside until it has seen the name, and
//! reads it a second time. Whatever warroom writes begins with the name, so the fields behind it are
//! read where they stand: a busy room takes one record in twenty more for it. Where the name comes
//! later, the object is kept aside here, too.

use std::fmt;

use serde::de::value::{MapAccessDeserializer, MapDeserializer};
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, IgnoredAny, IntoDeserializer, MapAccess,
    VariantAccess, Visitor,
};
use serde_json::{Map, Value};

/// An enum whose name is a field of its own object: written and read as that, its names in snake
/// case. `deny` refuses fields that it does not know.
///
/// Its fields stand here once; from them come the enum and the shape in which serde reads it.
macro_rules! tagged {
    (@read $name:ident, $tag:literal) => {
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                Shape::deserialize($crate::tagged::Tagged { tag: $tag, from })
            }
        }
    };
    (
        $tag:literal, $remote:literal $(, $strict:ident)?;
        $(#[$outer:meta])*
        $visibility:vis enum $name:ident { $($fields:tt)* }
    ) => {
        $(#[$outer])*
        #[derive(Clone, Debug, PartialEq, Eq, ::serde::Serialize)]
        #[serde(tag = $tag, rename_all = "snake_case")]
        $visibility enum $name { $($fields)* }

        const _: () = {
            #[derive(::serde::Deserialize)]
            #[serde(remote = $remote, rename_all = "snake_case" $(, $strict)?)]
            enum Shape { $($fields)* }

            tagged!(@read $name, $tag);
        };
    };
}
pub(crate) use tagged;

/// What reads an enum from an object that holds its name under `tag`.
pub(crate) struct Tagged<D> {
    pub(crate) tag: &'static str,
    pub(crate) from: D,
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Tagged<D> {
    type Error = D::Error;

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.from.deserialize_map(Object { tag: self.tag, visitor })
    }

    fn deserialize_any<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, D::Error> {
        Err(D::Error::custom("only an enum is read so"))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

struct Object<V> {
    tag: &'static str,
    visitor: V,
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Object<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with `{}`", self.tag)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<V::Value, A::Error> {
        match map.next_key_seed(Key { tag: self.tag })? {
            None => Err(A::Error::missing_field(self.tag)),
            Some(Found::Tag) => self.visitor.visit_enum(Named { tag: self.tag, map }),
            Some(Found::Other(first)) => {
                let ordered = name_first(self.tag, first, map)?;
                let map = MapDeserializer::<_, serde_json::Error>::new(ordered.into_iter());
                self.visit_map(map).map_err(A::Error::custom)
            }
        }
    }
}

/// All fields of an object that does not begin with its name, the name first.
fn name_first<'de, A: MapAccess<'de>>(
    tag: &'static str,
    first: String,
    mut map: A,
) -> Result<Vec<(String, Value)>, A::Error> {
    let mut fields = Map::new();
    fields.insert(first, map.next_value()?);
    while let Some((field, value)) = map.next_entry::<String, Value>()? {
        if fields.insert(field, value).is_some() {
            return Err(A::Error::custom("a field stands there twice"));
        }
    }
    let name = fields.remove(tag).ok_or_else(|| A::Error::missing_field(tag))?;
    Ok(std::iter::once((tag.to_owned(), name)).chain(fields).collect())
}

/// An object of which the name comes next.
struct Named<A> {
    tag: &'static str,
    map: A,
}

impl<'de, A: MapAccess<'de>> EnumAccess<'de> for Named<A> {
    type Error = A::Error;
    type Variant = Fields<A>;

    fn variant_seed<S: DeserializeSeed<'de>>(
        mut self,
        seed: S,
    ) -> Result<(S::Value, Fields<A>), A::Error> {
        let name = self.map.next_value_seed(seed)?;
        Ok((name, Fields { tag: self.tag, map: self.map }))
    }
}

/// The fields behind the name, among which it may not stand again: two readers could take two
/// different ones for it.
struct Fields<A> {
    tag: &'static str,
    map: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Fields<A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        self.map.next_key_seed(NoTag { tag: self.tag, seed })
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}

impl<'de, A: MapAccess<'de>> VariantAccess<'de> for Fields<A> {
    type Error = A::Error;

    fn unit_variant(self) -> Result<(), A::Error> {
        IgnoredAny.visit_map(self).map(|_ignored| ())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, A::Error> {
        seed.deserialize(MapAccessDeserializer::new(self))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, A::Error> {
        Err(A::Error::custom("an object holds no tuple"))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        visitor.visit_map(self)
    }
}

/// Whether the first field is the name; if not, which it is.
struct Key {
    tag: &'static str,
}

enum Found {
    Tag,
    Other(String),
}

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Found;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Found, D::Error> {
        from.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Key {
    type Value = Found;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E: Error>(self, field: &str) -> Result<Found, E> {
        Ok(if field == self.tag { Found::Tag } else { Found::Other(field.to_owned()) })
    }
}

/// Any field but the name.
struct NoTag<S> {
    tag: &'static str,
    seed: S,
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for NoTag<S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<S::Value, D::Error> {
        from.deserialize_identifier(self)
    }
}

impl<'de, S: DeserializeSeed<'de>> Visitor<'de> for NoTag<S> {
    type Value = S::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E: Error>(self, field: &str) -> Result<S::Value, E> {
        if field == self.tag {
            return Err(E::duplicate_field(self.tag));
        }
        self.seed.deserialize(field.into_deserializer())
    }
}
