import pg from 'pg'

/** What is asked of the database; with a name it is prepared once per connection: one name, one text. */
export interface Statement {
  readonly name?: string
  readonly text: string
  readonly values?: readonly unknown[]
}

/** Columns as PostgreSQL writes them. */
export type Texts = readonly (string | null)[]

/** What reads the columns of an answer. */
export interface Shape {
  readonly names: readonly string[]
  readonly readers: readonly ((text: string) => unknown)[]
  /** A row of nulls. */
  readonly empty: Readonly<Record<string, null>>
}

interface Types {
  getTypeParser(oid: number, format?: 'text' | 'binary'): (text: string) => unknown
}

/** What the driver keeps to itself: a connection's line, and how it asks. */
interface Line {
  describe(portal: object): void
}

interface Driver {
  prepare(line: Line): void
}

const driver = pg.Query.prototype as unknown as Driver

/** What the columns of prepared statements are, by connection and name. */
type Shapes = WeakMap<Line, Map<string, Shape>>

/** A way to read answers: by the types of their columns. */
export interface Reading {
  readonly types: Types
  readonly shapes: Shapes
}

export function readingBy(types: Types): Reading {
  return { types, shapes: new WeakMap() }
}

const NO_COLUMNS: Shape = { names: [], readers: [], empty: {} }

/**
 * One execution of a statement; each row of its answer is handed over as it comes. The columns of a prepared one are
 * described by the database once on each connection, where they can never change. The driver by itself has all fifty
 * of a row described with every execution, which costs more than the row.
 */
export class Question extends pg.Query {
  declare readonly name: string | undefined
  // The driver answers with this error once the connection is ready again.
  declare _canceledDueToError: unknown
  readonly #reading: Reading
  readonly #take: (shape: Shape, texts: Texts) => void
  #shape: Shape = NO_COLUMNS
  #describedOn: Line | undefined

  constructor(
    { name, text, values }: Statement,
    reading: Reading,
    take: (shape: Shape, texts: Texts) => void,
    done: (error: unknown) => void
  ) {
    super(text)
    Object.assign(this, { name, values, callback: done })
    this.#reading = reading
    this.#take = take
  }

  prepare(line: Line): void {
    const known = this.name === undefined ? undefined : this.#reading.shapes.get(line)?.get(this.name)
    if (known) this.#shape = known
    else this.#describedOn = line
    driver.prepare.call(this, known ? undescribed(line) : line)
  }

  handleRowDescription({ fields }: { readonly fields: readonly { name: string; dataTypeID: number }[] }): void {
    const names = fields.map(field => field.name)
    this.#shape = {
      names,
      readers: fields.map(field => this.#reading.types.getTypeParser(field.dataTypeID, 'text')),
      empty: Object.fromEntries(names.map(name => [name, null]))
    }
  }

  handleDataRow({ fields }: { readonly fields: Texts }): void {
    if (this._canceledDueToError) return
    try {
      this.#take(this.#shape, fields)
    } catch (error) {
      this._canceledDueToError = error
    }
  }

  handleCommandComplete(): void {
    if (this.#describedOn === undefined || this.name === undefined) return
    const { shapes } = this.#reading
    const known = shapes.get(this.#describedOn) ?? new Map<string, Shape>()
    shapes.set(this.#describedOn, known.set(this.name, this.#shape))
  }
}

const silent = new WeakMap<Line, Line>()

/** The same line, on which nothing is described. */
function undescribed(line: Line): Line {
  const known = silent.get(line)
  if (known) return known
  const without: Line = Object.create(line, { describe: { value: () => {} } })
  silent.set(line, without)
  return without
}
