import assert from 'node:assert/strict'
import { fillIn, TemplateError, templateComplaint } from './liquid.ts'

const ADA = {
  contact: { first_name: 'Ada', last_name: null, tags: ['VIP', 'Regular'], ordered_at: '2026-11-25T23:30:00Z' }
}

describe('Liquid', () => {
  it('fills variables, and says which had no value', () => {
    assert.deepEqual(fillIn('Hello {{ contact.first_name }} {{contact.last_name}}{{ shop.name }}!', ADA), {
      text: 'Hello Ada !',
      missing: ['contact.last_name', 'shop.name']
    })
    assert.deepEqual(fillIn('{{ contact.last_name | default: "you" }}', ADA), {
      text: 'you',
      missing: ['contact.last_name']
    })
  })

  it('knows conditions, loops and a choice of filters', () => {
    const text = '{% if contact.first_name %}{{ contact.first_name | upcase }}{% endif %}'
    assert.equal(fillIn(text, ADA).text, 'ADA')
    const loop = '{% for tag in contact.tags %}{{ tag }}{% unless forloop.last %}, {% endunless %}{% endfor %}'
    assert.deepEqual(fillIn(loop, ADA), { text: 'VIP, Regular', missing: [] })
    assert.equal(fillIn('{{ contact.ordered_at | date: "%d %B %H:%M" }}', ADA).text, '25 November 23:30')
  })

  const BROKEN: Readonly<Record<string, string>> = {
    'a variable that never ends': '{{ contact.first_name',
    'a tag that never ends': '{% if contact %}',
    'an unknown tag': '{% nonsense %}',
    'an unknown filter': '{{ contact.first_name | nonsense }}',
    'a filter that is not offered': '{{ contact.first_name | base64_encode }}',
    'a file': '{% include "/etc/passwd" %}',
    'another file': '{% render "package.json" %}',
    'a layout': '{% layout "x" %}'
  }
  for (const [what, text] of Object.entries(BROKEN)) {
    it(`refuses ${what}, in words`, () => {
      const objection = templateComplaint(text)
      assert.ok(objection, what)
      assert.doesNotMatch(objection, /node_modules|file:/)
      assert.throws(() => fillIn(text, ADA), TemplateError)
    })
  }

  const GREEDY: Readonly<Record<string, string>> = {
    time: `{% for a in (1..100000) %}{% for b in (1..100000) %}{% for c in (1..100000) %}{% endfor %}{% endfor %}{% endfor %}`,
    steps: `{% for a in (1..300) %}{% for b in (1..300) %}{% assign c = b %}{% endfor %}{% endfor %}`,
    memory: `{% assign a = "0123456789" %}${'{% assign a = a | append: a %}'.repeat(30)}`,
    room: `{% for a in (1..1000) %}01234567890123456789012345678901234567890123456789{% endfor %}`
  }
  for (const [what, text] of Object.entries(GREEDY)) {
    it(`takes no more ${what} than it may`, () => {
      const before = process.cpuUsage()
      assert.throws(() => fillIn(text, ADA), TemplateError)
      const { user } = process.cpuUsage(before)
      assert.ok(user < 2_000_000, `${user} µs`)
    })
  }

  it('never sees the machinery of its values', () => {
    for (const text of [
      '{{ contact.constructor }}',
      '{{ contact.__proto__ }}',
      '{{ contact.toString }}',
      '{{ contact.first_name.constructor.name }}'
    ])
      assert.equal(fillIn(text, ADA).text, '')
  })

  it('is never markup', () => {
    assert.equal(fillIn('{{ contact.first_name }}', { contact: { first_name: '<b>&' } }).text, '<b>&')
  })

  it('is read up to a length, and says where it cannot be', () => {
    assert.equal(templateComplaint('{{ contact.first_name }}'), undefined)
    assert.match(templateComplaint('{% if %}') ?? '', /invalid value/)
    assert.match(templateComplaint('{{ name | nofilter }') ?? '', /not closed/)
    assert.match(templateComplaint('x'.repeat(20_001)) ?? '', /limit/)
  })
})
