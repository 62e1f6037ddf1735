import { readdirSync, readFileSync } from 'node:fs'

/** The bytes of one captured payload of a channel. */
export function fixture(channel: string, name: string): Uint8Array {
  return readFileSync(new URL(`${name}.json`, folder(channel)))
}

/** The names of all captured payloads of a channel. */
export function fixtureNames(channel: string): string[] {
  return readdirSync(folder(channel)).map(file => file.replace(/\.json$/, ''))
}

function folder(channel: string): URL {
  return new URL(`../../src/channels/${channel}/fixtures/`, import.meta.url)
}
