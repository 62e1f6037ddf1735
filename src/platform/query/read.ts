import type { Database } from '../database.ts'
import { WrittenJson } from '../written-json.ts'
import { compilePage, compileRow, type Reader } from './compile.ts'
import { type Page, PageWriter } from './envelope.ts'
import type { FindQuery } from './find-query.ts'
import type { Resource } from './resource.ts'
import { shapeOf, writeRow } from './row-shape.ts'

/** Reads the answer to a find, a `Page`, as JSON that is written already. */
export async function readPage<Context, Row extends object = object>(
  database: Database,
  resource: Resource<Context>,
  query: FindQuery,
  reader: Reader<Context>
): Promise<WrittenJson<Page<Row>>> {
  const page = new PageWriter<Row>(resource, query)
  await database.readJson(compilePage(resource, query, reader), row => page.take(row))
  return page.finish()
}

/** Reads one row. Undefined: it does not exist for this reader. */
export async function readRow<Context>(
  database: Database,
  resource: Resource<Context>,
  id: number | string,
  select: readonly string[],
  reader: Reader<Context>
): Promise<WrittenJson<object> | undefined> {
  let bytes: Buffer | undefined
  await database.readJson(compileRow(resource, id, select, reader), row => {
    bytes = writeRow(shapeOf(resource, select), row)
  })
  return bytes && new WrittenJson(bytes)
}
