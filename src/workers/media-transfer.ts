import { type Kept, keepBytes } from '../actions/keep-bytes.ts'
import type { Fetch } from '../actions/keep-media.ts'
import type { House } from '../actions/scope.ts'
import type { MediaAnswer, MediaLocation, ProviderResponse } from '../channels/channel.ts'
import { BrokenOff, type DownloadLimits, type Http } from '../platform/http.ts'

/** What one try to have a customer's media came to. */
export type Transfer =
  | { readonly kind: 'kept'; readonly bytes: Kept }
  | Exclude<MediaAnswer, { kind: 'here' }>
  /** The provider gives something else than it says; a few tries tell whether that was an accident. */
  | { readonly kind: 'faulty'; readonly reason: string }

export type Web = Pick<Http, 'request' | 'download'>

/** For the whole of the longest file; the link lives no longer than that. */
const TRANSFER_SECONDS = 300
/** No transfer takes longer, that of a second link included. */
export const LONGEST_TRANSFER_SECONDS = 2 * TRANSFER_SECONDS
/** 100 MB are what WhatsApp lets people send, more than any other channel. */
const LIMITS: DownloadLimits = {
  timeoutMs: TRANSFER_SECONDS * 1_000,
  pauseMs: 15_000,
  maxBytes: 100 * 1024 * 1024
}

/**
 * Asks the provider where the bytes are and brings them into the store; asks again when the link has run out meanwhile.
 * Never throws for what the network does.
 */
export async function transfer(
  house: House,
  web: Web,
  fetch: Fetch,
  bucketKey: string,
  limits: Partial<DownloadLimits> = {}
): Promise<Transfer> {
  const tryIt = () => tryOnce(house, web, fetch, bucketKey, { ...LIMITS, ...limits })
  const first = await tryIt()
  const last = first === 'stale' ? await tryIt() : first
  return last === 'stale' ? { kind: 'later', reason: 'Its links are stale.' } : last
}

async function tryOnce(
  house: House,
  web: Web,
  fetch: Fetch,
  bucketKey: string,
  limits: DownloadLimits
): Promise<Transfer | 'stale'> {
  const answer = await ask(house, web, fetch)
  if (answer.kind !== 'here') return answer
  const { location } = answer
  const { status, body, failure } = await web.download(location.request, limits)
  if (!body) return status === 404 ? 'stale' : unanswered(status, failure)
  try {
    return await checked(house, location, fetch, await keepBytes(house, bucketKey, body, typeSaid(location, fetch)))
  } catch (error) {
    if (error instanceof BrokenOff && error.reason === 'too_large') return tooLarge(limits)
    return { kind: 'later', reason: error instanceof Error ? error.message : String(error) }
  }
}

function tooLarge({ maxBytes }: DownloadLimits): Transfer {
  return { kind: 'refused', reason: `It has more than ${maxBytes / 1024 / 1024} MB.` }
}

async function ask(house: House, web: Web, { organization_id, channel_id, reference }: Fetch): Promise<MediaAnswer> {
  const channel = await house.accounts.byId(organization_id, channel_id)
  if (!channel || channel.deleted) return { kind: 'refused', reason: 'The channel is deleted.' }
  const { mediaRequest, mediaLocation } = house.channel(channel.channel_type)
  if (!mediaRequest || !mediaLocation) return { kind: 'refused', reason: 'The channel brings no media.' }
  const response: ProviderResponse = await web.request(mediaRequest(reference, channel.account))
  return mediaLocation(response, channel.account)
}

async function checked(house: House, location: MediaLocation, { reference }: Fetch, bytes: Kept): Promise<Transfer> {
  const fault = faultOf(location, reference.sha256, bytes)
  if (!fault) return { kind: 'kept', bytes }
  await house.store.remove([bytes.bucket_key])
  return { kind: 'faulty', reason: fault }
}

function faultOf(location: MediaLocation, sha256: string | null, bytes: Kept): string | undefined {
  if (location.file_size !== null && location.file_size !== bytes.size) return 'Its size is not what was said.'
  const digests = [sha256, location.sha256].filter(each => each !== null)
  return digests.every(each => each === bytes.sha256) ? undefined : 'Its digest is not what was said.'
}

function typeSaid(location: MediaLocation, { reference }: Fetch): string | null {
  return reference.file_type ?? location.file_type
}

/** Whoever sends us elsewhere may send our token elsewhere. */
function unanswered(status: number, failure: string | undefined): Transfer {
  if (status >= 300 && status < 400) return { kind: 'faulty', reason: 'It was redirected elsewhere.' }
  return { kind: 'later', reason: `The bytes did not come: ${failure ?? status}.` }
}
