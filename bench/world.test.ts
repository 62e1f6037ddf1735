import assert from 'node:assert/strict'
import { checksumHolds } from '../src/platform/secrets.ts'
import { apiKeyOf, organizationIds } from './world.ts'

describe('The world of the bench', () => {
  it('has keys that the server takes for its own', () => {
    const keys = organizationIds.map(apiKeyOf)

    assert.ok(keys.every(checksumHolds))
    assert.equal(new Set(keys).size, organizationIds.length)
  })
})
