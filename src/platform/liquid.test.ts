import assert from 'node:assert/strict'
import { fillIn, TemplateError, templateComplaint } from './liquid.ts'

const values = { contact: { first_name: 'Ada', last_name: null, tags: [{ name: 'VIP' }] }, conversation: { id: 7 } }

describe('Texts with variables', () => {
  it('are filled in, and say what had no value', () => {
    assert.deepEqual(fillIn('Hello {{ contact.first_name }}!', values), { text: 'Hello Ada!', missing: [] })
    assert.deepEqual(fillIn('Dear {{contact.last_name}}, {{ order.number }}', values), {
      text: 'Dear , ',
      missing: ['contact.last_name', 'order.number']
    })
    assert.equal(fillIn("{{ contact.last_name | default: 'friend' | upcase }}", values).text, 'FRIEND')
    assert.equal(fillIn('{% for tag in contact.tags %}{{ tag.name }}{% endfor %}', values).text, 'VIP')
  })

  it('are never markup, and nobody’s prototype', () => {
    assert.equal(fillIn('{{ contact.first_name }}', { contact: { first_name: '<b>&' } }).text, '<b>&')
    assert.equal(fillIn('{{ contact.constructor.name }}{{ contact.toString }}', values).text, '')
  })

  it('are refused when they cannot be read', () => {
    assert.equal(templateComplaint('{{ contact.first_name }}'), undefined)
    assert.match(templateComplaint('{% if %}') ?? '', /invalid value/)
    assert.match(templateComplaint('{{ name | nofilter }') ?? '', /not closed/)
    assert.throws(() => fillIn('{{ broken', {}), TemplateError)
  })

  it('reach no file and no other template', () => {
    for (const tag of ['include', 'render', 'layout']) assert.match(templateComplaint(`{% ${tag} 'x' %}`) ?? '', /tag/)
  })

  it('end where they would take too much', () => {
    const endless = '{% for a in (1..100000) %}{% for b in (1..100000) %}x{% endfor %}{% endfor %}'
    assert.throws(() => fillIn(endless, {}), TemplateError)
    assert.throws(() => fillIn('{% for a in (1..30000) %}x{% endfor %}', {}), TemplateError)
    assert.match(templateComplaint('x'.repeat(20_001)) ?? '', /limit/)
  })
})
