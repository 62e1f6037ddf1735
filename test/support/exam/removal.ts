export type Path = readonly (string | number)[]

export interface Field {
  readonly path: Path
  /** Dotted, without the places in lists: `contacts.name`. */
  readonly name: string
  /** With them: `contacts.0.name`. */
  readonly numbered: string
}

/** Every field of a JSON value, at any depth. */
export function everyField(value: unknown, path: Path = []): Field[] {
  if (Array.isArray(value)) return value.flatMap((each, index) => everyField(each, [...path, index]))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, each]) => [field([...path, key]), ...everyField(each, [...path, key])])
}

/** A copy that lacks one field. */
export function without(value: unknown, path: Path): unknown {
  const [key, ...rest] = path
  if (Array.isArray(value)) return value.map((each, index) => (index === key ? without(each, rest) : each))
  const entries = Object.entries(Object(value))
  if (rest.length === 0) return Object.fromEntries(entries.filter(([name]) => name !== key))
  return Object.fromEntries(entries.map(([name, each]) => [name, name === key ? without(each, rest) : each]))
}

function field(path: Path): Field {
  const name = path.filter(each => typeof each === 'string').join('.')
  return { path, name, numbered: path.join('.') }
}
