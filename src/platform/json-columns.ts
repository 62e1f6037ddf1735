import pg from 'pg'

/** A row as JSON is made of it: each column a fragment that is ready to be joined, null where it has no value. */
export type JsonRow = readonly (string | null)[]

type ToJson = (text: string) => string

/** Reads columns, as PostgreSQL writes them, into JSON. Numbers and JSON pass untouched. */
export function jsonColumns(parserOf: (oid: number) => (text: string) => unknown) {
  const made = new Map<number, ToJson>(PLAIN)
  const isoTime = parserOf(builtins.TIMESTAMPTZ)
  const integer = parserOf(builtins.INT8)
  made.set(builtins.TIMESTAMPTZ, text => `"${isoTime(text)}"`)
  made.set(builtins.INT8, text => (text.length < UNSAFE_DIGITS ? text : String(integer(text))))

  return {
    getTypeParser(oid: number): ToJson {
      let toJson = made.get(oid)
      if (!toJson) {
        const parse = parserOf(oid)
        toJson = text => JSON.stringify(parse(text))
        made.set(oid, toJson)
      }
      return toJson
    }
  }
}

const { builtins } = pg.types

// 2^53 has sixteen.
const UNSAFE_DIGITS = 16

const asItIs: ToJson = text => text

const PLAIN: readonly (readonly [number, ToJson])[] = [
  [builtins.INT2, asItIs],
  [builtins.INT4, asItIs],
  [builtins.JSON, asItIs],
  [builtins.JSONB, asItIs],
  [builtins.TEXT, JSON.stringify],
  [builtins.UUID, text => `"${text}"`],
  [builtins.BOOL, text => (text === 't' ? 'true' : 'false')]
]
