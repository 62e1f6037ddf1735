import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { createStaticFiles } from './static-files.ts'

describe('Static files', () => {
  let directory: string

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'static-'))
    mkdirSync(join(directory, 'assets'))
    writeFileSync(join(directory, 'assets', 'main.js'), 'let it = 1\n'.repeat(100))
    writeFileSync(join(directory, 'mark'), '1')
  })
  afterEach(() => rmSync(directory, { recursive: true }))

  it('are found by their path, and nothing else is', () => {
    writeFileSync(join(directory, 'secret.pem'), 'key')
    const files = createStaticFiles(directory, 'mark')
    assert.equal(files.find('assets/main.js')?.type, 'text/javascript; charset=utf-8')
    for (const path of ['mark', 'secret.pem', '../mark', 'assets', '', 'assets/../assets/main.js'])
      assert.equal(files.find(path), undefined, path)
  })

  it('are packed where that makes them smaller', async () => {
    writeFileSync(join(directory, 'tiny.css'), 'a{}')
    const files = createStaticFiles(directory, 'mark')
    const packed = await files.find('assets/main.js')?.packed('br')
    assert.equal(packed && brotliDecompressSync(packed).toString(), files.find('assets/main.js')?.body.toString())
    assert.equal(await files.find('tiny.css')?.packed('gzip'), null)
  })

  it('are read again once the mark has changed', () => {
    const files = createStaticFiles(directory, 'mark')
    assert.equal(files.find('new.css'), undefined)
    writeFileSync(join(directory, 'new.css'), 'b{}')
    assert.equal(files.find('new.css'), undefined)
    utimesSync(join(directory, 'mark'), 1, 1)
    assert.equal(files.find('new.css')?.body.toString(), 'b{}')
  })

  it('are none before anything is built', () => {
    assert.equal(createStaticFiles(join(directory, 'nowhere'), 'mark').find('assets/main.js'), undefined)
  })
})
