import assert from 'node:assert/strict'
import type { Member } from './actor.ts'
import { covers, KEY_SCOPE_PATTERN, maySpendKeyOn } from './key-scopes.ts'

const member: Member = {
  kind: 'user',
  organization_id: 1,
  user_id: 1,
  role: 'agent',
  team_ids: [],
  agent_visibility: 'all',
  name: 'Ada',
  credential_id: 'x'
}
const keyOf = (...scopes: string[]): Member => ({ ...member, kind: 'api_key', scopes })

describe('The scopes of a key', () => {
  it('let it do what they name and nothing else', () => {
    const key = keyOf('conversations:read', 'contacts:write')
    assert.equal(maySpendKeyOn(key, 'conversations', 'find'), true)
    assert.equal(maySpendKeyOn(key, 'conversations', 'patch'), false)
    assert.equal(maySpendKeyOn(key, 'contacts', 'get'), true)
    assert.equal(maySpendKeyOn(key, 'contacts', 'remove'), true)
    assert.equal(maySpendKeyOn(key, 'users', 'get'), false)
  })

  it('allow nothing when there are none', () => {
    assert.equal(maySpendKeyOn(keyOf(), 'conversations', 'find'), false)
  })

  it('do not bind people', () => {
    assert.equal(maySpendKeyOn(member, 'users', 'remove'), true)
  })

  it('cover a weaker scope and never a stronger one', () => {
    assert.equal(covers(['*:read'], 'users:read'), true)
    assert.equal(covers(['*:read'], 'users:write'), false)
    assert.equal(covers(['users:write'], '*:write'), false)
    assert.equal(covers(['*:write'], '*:write'), true)
  })

  it('have one way to be written', () => {
    const pattern = new RegExp(KEY_SCOPE_PATTERN)
    for (const good of ['*:read', 'api-keys:write']) assert.match(good, pattern)
    for (const bad of ['', '*', 'users', 'users:', 'users:delete', 'Users:read', ' users:read', 'a:b:read'])
      assert.doesNotMatch(bad, pattern)
  })
})
