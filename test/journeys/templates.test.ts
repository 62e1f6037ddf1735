import assert from 'node:assert/strict'
import { type Desk, openDesk, refused } from '../support/desk.ts'

const LANGUAGE = 'en_US'
const body = (text: string) => [{ type: 'BODY', text }]
const template = (name: string, parameters: readonly object[] = []) => ({
  message_type: 'template',
  content: {
    name,
    language: LANGUAGE,
    ...(parameters.length > 0 && { components: [{ type: 'body', parameters }] })
  }
})
const named = (text: string) => ({ type: 'text', text })

describe('Templates of a WhatsApp number', () => {
  let desk: Desk

  before(async () => {
    desk = await openDesk()
    await desk.settle()
  })
  after(() => desk.close())

  const templates = () => desk.client.app.service(`channels/${desk.number.channel.id}/templates`)
  const syncs = () => desk.client.app.service(`channels/${desk.number.channel.id}/template-syncs`)
  const find = async (name: string) => (await templates().find({ query: { name } })).data
  const pages = () => desk.number.provider.calls.filter(({ path }) => path.includes('/message_templates'))
  async function sync() {
    await syncs().create({})
    await desk.settle()
    return (await syncs().find()).data[0]
  }
  async function silent() {
    const phone = desk.phone()
    const { id } = await desk.meet(phone)
    await desk.forward({ hours: 25 })
    return { phone, id }
  }

  it('are read when it is connected', async () => {
    const [hello] = await find('hello')
    assert.deepEqual(
      [hello.language, hello.status, hello.category, hello.parameter_format],
      [LANGUAGE, 'APPROVED', 'UTILITY', 'POSITIONAL']
    )
    assert.deepEqual(hello.components, body('Hello {{1}}!'))
  })

  it('are read to the last page, and forgotten when they are gone', async () => {
    const names = Array.from({ length: 130 }, (_, index) => `notice_${index}`)
    for (const name of names) {
      desk.number.provider.templates.put({ name, language: LANGUAGE, components: body('Good to know.') })
    }
    const before = pages().length
    const { synced_at, error } = await sync()
    assert.deepEqual([synced_at, error], [desk.server.clock.now().toISOString(), null])
    assert.equal(pages().length - before, 2)
    assert.equal((await find('notice_129')).length, 1)

    for (const name of names) desk.number.provider.templates.remove(name)
    await sync()
    assert.deepEqual(await find('notice_129'), [])
    assert.equal((await find('hello')).length, 1)
  })

  it('are read again every day', async () => {
    desk.number.provider.templates.put({ name: 'new', language: LANGUAGE, components: body('News.') })
    await desk.forward({ hours: 25 })
    assert.equal((await find('new')).length, 1)
  })

  it('are sent after the window has closed, with the words that the customer reads', async () => {
    const { phone, id } = await silent()
    const message = await desk.send(id, template('hello', [named('Ada')]))
    assert.equal(message.message_text, 'Hello Ada!')
    await desk.settle()
    assert.equal((await desk.again(message)).status, 'sent')
    assert.deepEqual(
      phone.inbox.map(({ type }) => type),
      ['template']
    )
  })

  it('are refused by name when there are none such, with the languages that there are', async () => {
    const { phone, id } = await silent()
    await assert.rejects(desk.send(id, template('goodbye')), refused('unknown_template', /no template goodbye/))
    const message = { message_type: 'template', content: { name: 'sale', language: 'de' } }
    await assert.rejects(desk.send(id, message), (error: { data: { languages: unknown } }) => {
      assert.deepEqual(error.data.languages, [LANGUAGE])
      return refused('unknown_template', /but in en_US/)(error)
    })
    await desk.settle()
    assert.deepEqual(phone.inbox, [])
  })

  it('are refused when they are filled wrongly, with the field', async () => {
    const { phone, id } = await silent()
    const wrong = [
      { parameters: [], field: 'content.components' },
      { parameters: [named('Ada'), named('Grace')], field: 'content.components[0].parameters' },
      {
        parameters: [{ type: 'image', image: { link: 'https://example.org/ada.jpg' } }],
        field: 'content.components[0].parameters[0].type'
      }
    ]
    for (const { parameters, field } of wrong) {
      await assert.rejects(desk.send(id, template('hello', parameters)), (error: { data: { field: unknown } }) => {
        assert.equal(error.data.field, field)
        return refused('template_mismatch')(error)
      })
    }
    await desk.settle()
    assert.deepEqual(phone.inbox, [])
  })

  it('are read again when the provider says that one is paused, and that one is refused', async () => {
    const { phone, id } = await silent()
    const words = { name: 'reminder', language: LANGUAGE, components: body('Tomorrow at ten.') }
    desk.number.provider.templates.put(words)
    await sync()
    await desk.send(id, template('reminder'))
    await desk.settle()
    assert.equal(phone.inbox.length, 1)

    desk.number.provider.templates.put({ ...words, status: 'PAUSED' })
    await desk.number.provider.post(desk.number.channel.endpoint, statusUpdate('reminder', 'PAUSED'))
    await desk.settle()
    assert.equal((await find('reminder'))[0].status, 'PAUSED')
    await assert.rejects(desk.send(id, template('reminder')), refused('template_not_approved', /is paused/))
    await desk.settle()
    assert.equal(phone.inbox.length, 1)
  })

  it('are read again when the provider refuses one that was right', async () => {
    const { id } = await silent()
    const words = { name: 'receipt', language: LANGUAGE, components: body('Thank you.') }
    desk.number.provider.templates.put(words)
    await sync()
    desk.number.provider.templates.remove('receipt')
    const message = await desk.send(id, template('receipt'))
    await desk.settle()
    assert.deepEqual((await desk.again(message)).error?.provider_code, '132001')
    assert.deepEqual(await find('receipt'), [])
  })

  it('stay as they were when they cannot be read, and the reason is told', async () => {
    const { secrets, provider } = desk.number
    provider.revoke(secrets.accessToken)
    const { error } = await sync()
    assert.deepEqual([error.class, error.provider_code], ['credentials', '190'])
    assert.equal((await find('hello')).length, 1)
  })
})

function statusUpdate(name: string, event: string) {
  const value = {
    event,
    message_template_id: 7_000,
    message_template_name: name,
    message_template_language: LANGUAGE,
    reason: 'NONE'
  }
  const changes = [{ field: 'message_template_status_update', value }]
  return { object: 'whatsapp_business_account', entry: [{ id: '999', time: 1_700_000_000, changes }] }
}
