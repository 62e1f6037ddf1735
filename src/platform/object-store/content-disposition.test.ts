import assert from 'node:assert/strict'
import { contentDisposition } from './content-disposition.ts'

describe('The name a browser saves a file under', () => {
  it('is the one people gave it, in any script', () => {
    assert.equal(
      contentDisposition('Größe (1).pdf', false),
      `attachment; filename="Gr__e (1).pdf"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%281%29.pdf`
    )
  })

  it('breaks out of no header, leads out of no folder and hides no ending', () => {
    const hostile = '../..\\a"\r\nSet-Cookie: x=1\u202Egpj.exe'
    assert.equal(
      contentDisposition(hostile, true),
      `inline; filename=".._.._a_Set-Cookie: x=1gpj.exe"; filename*=UTF-8''.._.._a%22Set-Cookie%3A%20x%3D1gpj.exe`
    )
  })

  it('is a valid header of one line, whatever the name', () => {
    for (const name of ['', '\uD800', '.'.repeat(300), '\u0000', "it's;100%\u2028.txt"]) {
      assert.match(
        contentDisposition(name, false),
        /^attachment; filename="[\x20-\x7e]+"; filename\*=UTF-8''[\w.%!~-]+$/
      )
    }
  })
})
