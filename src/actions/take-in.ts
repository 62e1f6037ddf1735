import { prepared } from '../platform/set-wise.ts'
import type { OpenChannel } from './accounts.ts'
import { applyAfterthoughts, isAfterthought } from './apply-afterthoughts.ts'
import { type Arrival, ofKind } from './arrivals.ts'
import { askForTemplates, type CatalogueOf } from './ask-for-templates.ts'
import { completeMessage } from './complete-message.ts'
import { followIdentity } from './follow-identity.ts'
import { followPreference } from './follow-preference.ts'
import { type ProviderKey, takeHeldFacts } from './hold-facts.ts'
import { quarantineFact } from './quarantine-fact.ts'
import { receiveMessages } from './receive-messages.ts'
import { reportStatuses } from './report-statuses.ts'
import type { Scope } from './scope.ts'

/**
 * Applies facts of providers in one transaction. Their order does not matter: what comes before its message is held
 * for it, and what comes twice changes nothing.
 */
export async function takeIn(scope: Scope, arrivals: readonly Arrival[]): Promise<void> {
  const { awaited, legible } = await receiveMessages(scope, ofKind(arrivals, 'message'))
  const later = arrivals.filter(arrival => arrival.fact.kind !== 'message')
  // Most post says something new and no more: that is written with COMMIT.
  if (legible.length + later.length + awaited.length === 0) return
  await scope.ledger.write(scope.tx)
  for (const arrival of legible) {
    await completeMessage(scope, arrival)
    await scope.ledger.write(scope.tx)
  }
  await takeInLater(scope, later)
  await takeInHeld(scope, arrivals, awaited)
}

async function takeInLater(scope: Scope, arrivals: readonly Arrival[]): Promise<void> {
  const learnt = await reportStatuses(scope, ofKind(arrivals, 'status'))
  await scope.ledger.write(scope.tx)
  await applyAfterthoughts(scope, arrivals.map(({ fact, channel }) => ({ fact, channel })).filter(isAfterthought))
  for (const arrival of arrivals) {
    const { fact, channel, receipt } = arrival
    switch (fact.kind) {
      case 'identity':
        await followIdentity(scope, { fact, channel })
        break
      case 'preference':
        await followPreference(scope, { fact, channel })
        break
      case 'account':
        if (fact.templates) await readTemplatesAgain(scope, channel)
        await quarantineFact(scope.tx, channel.id, receipt, fact, fact.kind)
        break
      case 'unrecognized':
        await quarantineFact(scope.tx, channel.id, receipt, fact, fact.kind)
        break
      case 'status':
      case 'reaction':
      case 'edit':
      case 'deletion':
      case 'message':
        break
      default:
        fact satisfies never
    }
  }
  if (learnt.length > 0) await takeInHeld(scope, arrivals, learnt)
}

/** Templates are a business account's, which may have several numbers. */
async function readTemplatesAgain(scope: Scope, { organization_id, channel_type }: OpenChannel): Promise<void> {
  const channels = await scope.tx.query<CatalogueOf>(
    prepared(
      `select organization_id, id as channel_id from channels
       where organization_id = $1 and channel_type = $2 and deleted_at is null order by id`,
      [organization_id, channel_type]
    )
  )
  for (const channel of channels) await askForTemplates(scope, channel)
}

async function takeInHeld(scope: Scope, arrivals: readonly Arrival[], awaited: readonly ProviderKey[]): Promise<void> {
  const held = await takeHeldFacts(scope.tx, awaited)
  const returning = held.flatMap(({ channel_id, fact }): Arrival[] => {
    const origin = arrivals.find(arrival => arrival.channel.id === channel_id)
    return origin ? [{ ...origin, fact }] : []
  })
  if (returning.length > 0) await takeInLater(scope, returning)
}
