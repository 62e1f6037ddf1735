import assert from 'node:assert/strict'
import type { MessageTemplate } from '../../src/client/wire.ts'
import { filled, formOf, templateDraft } from './template.ts'

function template(components: MessageTemplate['components']): MessageTemplate {
  return { name: 'parcel_left', language: 'en', status: 'APPROVED', category: 'UTILITY', components }
}

const body = { type: 'BODY', text: 'Hi {{1}}, your parcel left on {{2}}. Bye {{1}}!' }

describe('A template', () => {
  it('has each blank once, those of its head first', () => {
    const form = formOf(
      template([body, { type: 'HEADER', format: 'TEXT', text: 'Order {{number}}' }, { type: 'FOOTER', text: 'Acme' }])
    )
    assert.deepEqual(
      form?.blanks.map(({ component, name }) => `${component}.${name}`),
      ['header.number', 'body.1', 'body.2']
    )
    assert.equal(form?.footer, 'Acme')
  })

  it('is offered only where words are enough', () => {
    const unfit = [
      [body, { type: 'HEADER', format: 'IMAGE' }],
      [body, { type: 'BUTTONS', buttons: [{ type: 'URL', url: 'https://x.org/{{1}}' }] }],
      [body, { type: 'BUTTONS', buttons: [{ type: 'COPY_CODE' }] }],
      [{ type: 'FOOTER', text: 'x' }]
    ]
    for (const components of unfit) assert.equal(formOf(template(components)), undefined)
    assert.ok(formOf(template([body, { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'OK' }] }])))
  })

  it('shows what the customer will read', () => {
    assert.equal(filled(body.text, 'body', { 'body.1': 'Ada' }), 'Hi Ada, your parcel left on {{2}}. Bye Ada!')
  })

  it('waits until every blank is filled', () => {
    const form = formOf(template([body]))
    assert.ok(form)
    assert.equal(templateDraft(form, { 'body.1': 'Ada', 'body.2': ' ' }), null)
    assert.deepEqual(templateDraft(form, { 'body.1': 'Ada', 'body.2': 'Monday' }), {
      message_type: 'template',
      content: {
        name: 'parcel_left',
        language: 'en',
        components: [
          {
            type: 'body',
            parameters: [
              { type: 'text', text: 'Ada' },
              { type: 'text', text: 'Monday' }
            ]
          }
        ]
      }
    })
  })

  it('names blanks that have names, and sends none where there is none', () => {
    const named = formOf(template([{ type: 'BODY', text: 'Hi {{first_name}}' }]))
    assert.ok(named)
    assert.deepEqual(templateDraft(named, { 'body.first_name': 'Ada' })?.content?.['components'], [
      { type: 'body', parameters: [{ type: 'text', text: 'Ada', parameter_name: 'first_name' }] }
    ])
    const plain = formOf(template([{ type: 'BODY', text: 'Hello' }]))
    assert.ok(plain)
    assert.deepEqual(templateDraft(plain, {})?.content, { name: 'parcel_left', language: 'en' })
  })
})
