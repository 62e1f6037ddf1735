import assert from 'node:assert/strict'
import { Ajv } from 'ajv'
import { apiKeyDataSchema } from '../api-keys/api-keys.schema.ts'
import { loginAttemptSchema } from '../authentication/authentication.schema.ts'
import { organizationPatchSchema } from '../organizations/organizations.schema.ts'
import { userDataSchema, userPatchSchema } from './users.schema.ts'

const accepts = (schema: object, data: unknown): boolean =>
  new Ajv({ strict: true, allowUnionTypes: true }).validate(schema, data) === true

describe('What people may write about members', () => {
  const ada = { email: 'ada@example.org', full_name: 'Ada', role: 'agent' }

  it('is closed, and typed', () => {
    assert.ok(accepts(userDataSchema, ada))
    assert.ok(accepts(userDataSchema, { ...ada, password: 'x', capacity: 0 }))
    for (const more of [
      { id: 1 },
      { organization_id: 2 },
      { password_hash: 'x' },
      { role: 'system' },
      { email: 'ada' },
      { email: { $ne: 1 } },
      { capacity: '3' },
      { password: null }
    ])
      assert.equal(accepts(userDataSchema, { ...ada, ...more }), false, JSON.stringify(more))
  })

  it('asks for the present password with a new one', () => {
    assert.ok(accepts(userPatchSchema, { password: 'a', current_password: 'b' }))
    assert.equal(accepts(userPatchSchema, { password: 'a' }), false)
    assert.equal(accepts(userPatchSchema, { email: 'new@example.org' }), false)
  })
})

describe('The other schemas of people', () => {
  it('compile in strict mode and refuse what is not theirs', () => {
    assert.ok(accepts(loginAttemptSchema, { strategy: 'jwt', accessToken: 'a.b.c' }))
    assert.equal(accepts(loginAttemptSchema, { strategy: 'local', email: { $ne: 'x' }, password: 'x' }), false)
    assert.ok(accepts(apiKeyDataSchema, { name: 'K', scopes: ['contacts:read'] }))
    assert.equal(accepts(apiKeyDataSchema, { name: 'K', scopes: [] }), false)
    assert.equal(accepts(apiKeyDataSchema, { name: 'K', scopes: ['everything'] }), false)
    const hours = { time_zone: 'Europe/Istanbul', hours: [{ day: 1, from: '09:00', to: '17:30' }] }
    assert.ok(accepts(organizationPatchSchema, { settings: { working_hours: hours, close_after: null } }))
    assert.equal(accepts(organizationPatchSchema, { settings: { plan: 'gold' } }), false)
    assert.equal(accepts(organizationPatchSchema, { settings: { agent_visibility: 'none' } }), false)
  })
})
