/** What Socket.IO's encoder is given. */
interface Packet {
  readonly type: number
  readonly nsp?: string
  readonly id?: number
  readonly data?: unknown
}

interface Encoder {
  encode(packet: Packet): unknown[]
}

const EVENT = 2

/**
 * Has events written as the JSON they are. Nothing binary is ever told; by itself Socket.IO looks for it in every field
 * of every row.
 */
export function writePlainly(encoder: Encoder): void {
  const encode = encoder.encode.bind(encoder)
  encoder.encode = packet => (isPlain(packet) ? [`${EVENT}${JSON.stringify(packet.data)}`] : encode(packet))
}

function isPlain({ type, nsp, id }: Packet): boolean {
  return type === EVENT && id === undefined && (nsp === undefined || nsp === '/')
}
