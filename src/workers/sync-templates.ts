import type { OpenChannel } from '../actions/accounts.ts'
import { type CatalogueOf, readAgainAt } from '../actions/ask-for-templates.ts'
import { keepTemplates, noteSync } from '../actions/keep-templates.ts'
import { act, type House, type Scope } from '../actions/scope.ts'
import type { CataloguePage, ProviderError, Template, TemplateDialect } from '../channels/channel.ts'
import { number, record } from '../channels/reading.ts'
import { waitBeforeRetry } from '../model/retry.ts'
import { finishJob, type Job, postponeJob } from '../platform/jobs.ts'

type Catalogue =
  | { readonly kind: 'whole'; readonly templates: readonly Template[] }
  | Extract<CataloguePage, { kind: 'refused' }>

// Ten thousand templates; an account may have six thousand.
const MOST_PAGES = 100
const DAY_MS = 86_400_000

/** Reads a channel's templates at its provider, page by page, and keeps them; and again every day. */
export async function syncTemplates(house: House, job: Job): Promise<void> {
  const channel_id = number(record(job.payload)['channel_id']) ?? 0
  const about: CatalogueOf = { organization_id: job.organization_id, channel_id }
  const channel = await house.accounts.byId(about.organization_id, channel_id)
  const dialect = channel && house.channel(channel.channel_type).templates
  const actor = { kind: 'system', organization_id: about.organization_id, name: 'sync-templates' } as const
  if (!channel || channel.deleted || !dialect) return act(house, actor, scope => finishJob(scope.tx, job))

  const catalogue = await readWhole(house, channel, dialect)
  await act(house, actor, async scope => {
    if (catalogue.kind === 'whole') await keepTemplates(scope, about, catalogue.templates)
    else await noteSync(scope, about, catalogue.error)
    const wait = waitAfter(job, catalogue)
    if (wait !== null) return postponeJob(scope.tx, job, { due_at: later(scope, wait), error: null })
    await finishJob(scope.tx, job)
    await readAgainAt(scope, about, later(scope, DAY_MS))
  })
}

async function readWhole(house: House, { account }: OpenChannel, dialect: TemplateDialect): Promise<Catalogue> {
  const templates: Template[] = []
  let cursor: string | null = null
  for (let page = 0; page < MOST_PAGES; page++) {
    const request = dialect.request(account, cursor)
    if (!request) return UNNAMED
    const answer: CataloguePage = dialect.read(await house.web.request(request))
    if (answer.kind === 'refused') return answer
    templates.push(...answer.templates)
    cursor = answer.next
    if (cursor === null) break
  }
  return { kind: 'whole', templates }
}

const NOT_ENOUGH: ProviderError = {
  class: 'bad_request',
  provider_code: null,
  message: 'The credentials do not name the business account, so its templates cannot be read.'
}
const UNNAMED: Catalogue = { kind: 'refused', error: NOT_ENOUGH }

/** How soon to try again where the provider failed in passing; null: that is not so, or has gone on for too long. */
function waitAfter(job: Job, catalogue: Catalogue): number | null {
  if (catalogue.kind === 'whole') return null
  const { error, after_ms } = catalogue
  const isPassing = error.class === 'temporary' || error.class === 'rate_limited'
  return isPassing ? waitBeforeRetry(job.attempt, error.class, after_ms, Math.random()) : null
}

function later({ now }: Scope, wait: number): Date {
  return new Date(now.getTime() + wait)
}
