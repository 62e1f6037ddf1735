import type { Live } from '../../src/client/index.ts'
import { createCell } from '../../src/client/live.ts'
import type { Page } from '../../src/client/wire.ts'
import { client } from '../session/client.ts'

interface Row {
  readonly id: number
}

interface Source<Kept extends Row> {
  find(params: { readonly query: { readonly $limit: number; readonly $skip: number } }): Promise<Page<Kept>>
  on(event: 'created' | 'patched' | 'removed', hear: (row: Kept) => void): unknown
}

export type Directory<Kept> = ReadonlyMap<number, Kept>

const PAGE = 50

/** All rows of a small service by their ids, kept as they change; read anew whenever the line comes back. */
export function createDirectory<Kept extends Row>(source: Source<Kept>): Live<Directory<Kept>> {
  const rows = createCell<Directory<Kept>>(new Map())
  const change = (edit: (known: Map<number, Kept>) => void): void => {
    const next = new Map(rows.get())
    edit(next)
    rows.set(next)
  }
  const load = async (): Promise<void> => {
    const found = new Map<number, Kept>()
    for (let skip = 0, total = 1; skip < total; skip += PAGE) {
      const page = await source.find({ query: { $limit: PAGE, $skip: skip } })
      for (const row of page.data) found.set(row.id, row)
      total = page.total
    }
    rows.set(found)
  }
  const look = (): void => {
    // Without a line nothing is asked; it is asked again when there is one.
    if (client.status.get() === 'live') load().catch(() => {})
    else if (client.status.get() === 'signed-out') rows.set(new Map())
  }
  source.on('created', row => change(known => known.set(row.id, row)))
  source.on('patched', row => change(known => known.set(row.id, row)))
  source.on('removed', row => change(known => known.delete(row.id)))
  client.status.subscribe(look)
  look()
  return rows
}
