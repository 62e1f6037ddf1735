import { credentialsContext } from '../src/actions/accounts.ts'
import { createVault, deriveKey } from '../src/platform/secrets.ts'
import { ENCRYPTION_KEY } from './subjects.ts'
import { webhookKeyOf } from './world.ts'

// The server's own: the id of the key that seals and the purpose it is derived for.
const KEY_ID = 'k1'
const PURPOSE = 'vault'

const vault = createVault([{ id: KEY_ID, key: deriveKey(Buffer.from(ENCRYPTION_KEY, 'hex'), PURPOSE) }])

/** Seals a channel's credentials so that a server that is started with the bench's key opens them. */
export function sealAsParley(organizationId: number, credentials: Readonly<Record<string, string>>): string {
  return vault.seal(JSON.stringify(credentials), credentialsContext(organizationId, webhookKeyOf(organizationId)))
}
