import { type Fields, number, record, text } from './reading.ts'

export interface Place {
  readonly name: string | undefined
  readonly address: string | undefined
  /** Five decimals are a metre. */
  readonly latitude: string
  readonly longitude: string
  readonly map: string
}

/** Where the customer says they are; undefined where the numbers are none. */
export function readLocation(content: Fields | null): Place | undefined {
  const { latitude, longitude, name, address } = record(content)
  const [north, east] = [number(latitude)?.toFixed(5), number(longitude)?.toFixed(5)]
  if (north === undefined || east === undefined) return undefined
  const map = `https://www.openstreetmap.org/?mlat=${north}&mlon=${east}#map=17/${north}/${east}`
  return { name: text(name), address: text(address), latitude: north, longitude: east, map }
}
