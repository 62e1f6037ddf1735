/** JSON in the bytes in which it leaves. Whoever needs the value, as sockets do, parses it. */
export class WrittenJson<Value = unknown> {
  readonly bytes: Buffer

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  parse(): Value {
    return JSON.parse(this.bytes.toString()) as Value
  }

  /** For `JSON.stringify`. */
  toJSON(): Value {
    return this.parse()
  }
}
