import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import ts from 'typescript'
import { startServer, type TestServer } from '../support/server.ts'
import { createOrganization } from '../support/world.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const run = promisify(execFile)

/** Somebody else's program. What is expected to be wrong must be wrong. */
const PROGRAM = `
import { connect, type Client, type Conversation, type LiveList, type Message, type Page } from 'parley/client'

export async function follow(url: string): Promise<readonly Conversation[]> {
  const client: Client = connect({ url, apiKey: 'key' })
  const page: Page<Conversation> = await client.service('conversations').find({ query: { status: 'open', $limit: 10 } })
  const list: LiveList = client.replica.conversations({ assigned_user_id: null, $sort: { last_interaction_at: -1 } })
  list.subscribe(() => list.get().rows.map(row => row.contact.first_name))
  const message: Message = await client.service('conversations/1/messages').create({ message_type: 'text' })
  const { url: link } = await client.service('conversation-files').get(message.media[0]?.file_id ?? '')
  const { name } = await client.service('tags').create({ name: link ?? message.id })
  const words = { conversation_id: 1, message_type: 'text', message_text: name } as const
  await client.service('conversation-messages-playground').create({ ...words, direction: 'inbound' })
  await client.service('conversation-messages-playground').patch(message.id, { message_text: name })
  const ready = client.service('conversation-predefined-messages/1/render')
  const { missing_variables } = await ready.create({ conversation_id: 1 })
  await client.service('conversation-predefined-messages').create({ title: missing_variables[0] ?? name })
  // @ts-expect-error what is said on WhatsApp is said to the service that transforms it
  client.service('conversation-messages-whatsapp').create(words)
  // @ts-expect-error nobody writes as a customer of WhatsApp
  await client.service('conversation-messages-transform-outgoing-whatsapp').create({ ...words, direction: 'inbound' })
  client.service('conversation-events').on('created', event => event.seq)
  // @ts-expect-error there is no such service
  client.service('nothing')
  // @ts-expect-error a conversation has no such status
  await client.service('conversations').patch(1, { status: name })
  // @ts-expect-error a conversation is not made by hand
  client.service('conversations').create
  return page.data
}
`

describe('The client, built for others', () => {
  let folder: string
  let server: TestServer

  before(async () => {
    mkdirSync(join(root, 'dist'), { recursive: true })
    folder = mkdtempSync(join(root, 'dist', 'client-'))
    const [, started] = await Promise.all([
      run(process.execPath, [join(root, 'bin/build-client.js'), folder]),
      startServer()
    ])
    server = started
  })
  after(async () => {
    rmSync(folder, { recursive: true, force: true })
    await server.stop()
  })

  it('stands where package.json says', () => {
    const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    const places: string[] = Object.values(exports['./client'])
    assert.equal(places.length, 3)
    for (const place of places) assert.ok(readFileSync(join(folder, relative('dist/client', place))), place)
  })

  it('has types that a strict program can rely on, and none of the server', () => {
    const sources = [PROGRAM, ...examples()]
    assert.equal(sources.length, 3)
    const paths = sources.map((source, nth) => {
      const path = join(folder, `program-${nth}.ts`)
      writeFileSync(path, source)
      return path
    })
    const program = ts.createProgram(paths, {
      strict: true,
      noEmit: true,
      types: [],
      lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      paths: { 'parley/client': [join(folder, 'types/client/index.d.ts')] }
    })
    const problems = ts.getPreEmitDiagnostics(program).filter(({ file }) => file?.fileName.startsWith(folder))
    assert.deepEqual(
      problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
      []
    )

    const reached = program.getSourceFiles().map(({ fileName }) => relative(folder, fileName))
    const strange = reached.filter(name => !/^(program-\d\.ts|types\/(client|model)\/|\.\.)/.test(name))
    assert.deepEqual(strange, [])
    assert.deepEqual([...new Set(reached.flatMap(packageOf))].sort(), [
      '@socket.io',
      'engine.io-client',
      'engine.io-parser',
      'socket.io-client',
      'socket.io-parser',
      'typescript'
    ])
  })

  it('needs nothing that a browser does not have', () => {
    const { sources }: { sources: string[] } = JSON.parse(readFileSync(join(folder, 'browser.js.map'), 'utf8'))
    const ours = sources
      .map(source => relative(root, join(folder, source)))
      .filter(name => !name.includes('node_modules/'))
    assert.ok(ours.includes('src/client/connect.ts'))
    assert.deepEqual(
      ours.filter(name => !/^src\/(client|model)\//.test(name)),
      []
    )
    assert.doesNotMatch(readFileSync(join(folder, 'browser.js'), 'utf8'), /^import |\brequire\(|from ["']node:/m)
  })

  it('works in Node', async () => {
    const { owner } = await createOrganization(server)
    const { connect } = await import(pathToFileURL(join(folder, 'node.js')).href)
    const client = connect({ url: server.url, apiKey: owner.apiKey })
    assert.equal((await client.service('organizations').find()).total, 1)
    client.close()
  })
})

/** What the client's own page tells others to write. */
function examples(): string[] {
  const page = readFileSync(join(root, 'src/client/README.md'), 'utf8')
  return [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, source = '']) => source)
}

function packageOf(name: string): string[] {
  const [, found] = /node_modules\/([^/]+)/.exec(name) ?? []
  return found === undefined ? [] : [found]
}
