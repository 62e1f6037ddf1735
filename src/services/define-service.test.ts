import assert from 'node:assert/strict'
import { Type } from 'typebox'
import type { Member } from '../model/actor.ts'
import { defineResource, field } from '../platform/query/index.ts'
import { type Definition, defineService, isRead, METHODS, policyOf } from './define-service.ts'

const closed = { additionalProperties: false }
const one = Type.Object({ name: Type.String() }, closed)

class Things {
  async find() {}
  async get() {}
  async create() {}
  async patch() {}
  async remove() {}
}

const good: Definition = {
  path: 'things',
  methods: METHODS,
  policy: { read: 'agent', write: 'admin' },
  resource: defineResource<Member>({ table: 'things', fields: { id: field.id({ sortable: true }) } }),
  data: { create: one, patch: Type.Union([one, Type.Object({ size: Type.Integer() }, closed)]) },
  class: Things
}

const refuses = (flaw: RegExp, changes: object): void =>
  assert.throws(
    () => defineService({ ...good, ...changes }),
    (error: unknown) => error instanceof TypeError && flaw.test(error.message) && error.message.includes('things')
  )

describe('A service', () => {
  it('is defined when everything about it is decided', () => {
    assert.equal(defineService(good), good)
  })

  it('is refused when nobody has decided who may call a method', () => {
    refuses(/who may call find/, { policy: { write: 'admin' } })
    refuses(/who may call create/, { policy: { read: 'agent' } })
    refuses(/who may call find/, { policy: {} })
    refuses(/who may call remove/, { policy: { read: 'agent', create: 'admin', patch: 'admin' } })
  })

  it('is refused when no query of it could be checked', () => {
    refuses(/no resource/, { resource: undefined })
  })

  it('is refused when it takes data of no schema', () => {
    refuses(/create has no closed data schema/, { data: { patch: one } })
    refuses(/patch has no closed data schema/, { data: { create: one } })
    refuses(/create has no closed data schema/, { data: undefined })
  })

  it('is refused when its data may hold what nobody has named', () => {
    const open = Type.Object({ name: Type.String() })
    const loose = [
      open,
      Type.Object({}, { additionalProperties: true }),
      Type.Union([one, open]),
      Type.Union([]),
      Type.Unsafe({ anyOf: [] }),
      Type.Array(one),
      Type.Any(),
      Type.Record(Type.String(), Type.String())
    ]
    for (const create of loose) refuses(/create has no closed data schema/, { data: { create, patch: one } })
  })

  it('is refused when it offers what is not written, or nothing', () => {
    class Half extends Things {}
    Object.defineProperty(Half.prototype, 'patch', { value: undefined })
    refuses(/patch is offered and not written/, { class: Half })
    refuses(/offers no method/, { methods: [] })
    refuses(/update, which is no method of ours/, { methods: ['find', 'update'] })
  })

  it('asks for no data schema of methods that take none', () => {
    const { data, ...rest } = good
    assert.ok(data)
    assert.ok(defineService({ ...rest, methods: ['find', 'get', 'remove'] }))
  })
})

describe('The policy of a method', () => {
  it('is its own, else that of reading or writing', () => {
    const service = { ...good, policy: { read: 'agent', write: 'admin', get: 'public', remove: 'owner' } } as const
    const policies = METHODS.map(method => [method, isRead(method), policyOf(service, method)])
    assert.deepEqual(policies, [
      ['find', true, 'agent'],
      ['get', true, 'public'],
      ['create', false, 'admin'],
      ['patch', false, 'admin'],
      ['remove', false, 'owner']
    ])
  })
})
