import type { House } from '../actions/scope.ts'
import type { Member } from '../model/actor.ts'
import { Refusal } from '../model/errors.ts'
import { sha256 } from '../platform/secrets.ts'
import { prepared } from '../platform/set-wise.ts'

/**
 * Runs a create once per key: the key's row is written in the action's own transaction, so both are there or
 * neither. The same key and body give the first answer again, without secrets that were shown once.
 * @throws Refusal `idempotency_conflict` for another body
 */
export function onceForKey(
  house: House,
  path: string,
  key: string | null,
  member: Member | null,
  data: unknown,
  create: () => Promise<unknown>
): Promise<unknown> {
  if (key === null || member === null) return create()
  const row = [member.organization_id, `${member.kind}:${member.user_id}`, key]
  const hash = sha256(JSON.stringify([path, data]))

  return house.unitOfWork.atomically(async tx => {
    // A second call with the same key waits here until the first has committed or given up.
    const fresh = await tx.query(
      prepared(
        `insert into idempotency_keys (organization_id, actor, key, request_hash, created_at) values ($1, $2, $3, $4, $5)
         on conflict do nothing returning 1`,
        [...row, hash, house.clock.now().toISOString()]
      )
    )
    if (fresh.length === 0) {
      const [first] = await tx.query<{ request_hash: string; response: unknown }>(
        prepared(
          'select request_hash, response from idempotency_keys where organization_id = $1 and actor = $2 and key = $3',
          row
        )
      )
      if (first?.request_hash !== hash) throw new Refusal('idempotency_conflict')
      return first.response
    }
    const result = await create()
    await tx.query(
      prepared('update idempotency_keys set response = $4 where organization_id = $1 and actor = $2 and key = $3', [
        ...row,
        JSON.stringify(withoutSecrets(result))
      ])
    )
    return result
  })
}

function withoutSecrets(result: unknown): unknown {
  if (typeof result !== 'object' || result === null) return result
  return Object.fromEntries(Object.entries(result).filter(([name]) => name !== 'secret' && name !== 'accessToken'))
}
