import { createHmac } from 'node:crypto'
import type { Account, Callback, Check, Finding, ProviderResponse } from '../channel.ts'
import { answerOf, type GraphError, graphError } from '../meta.ts'
import { isWithinReach } from '../reach.ts'
import { type Fields, list, record, text } from '../reading.ts'
import { apiBaseUrl, bearer, endpointOf, graphUrl } from './account.ts'
import { classOf } from './errors.ts'

/** Token, app secret and number in one question; our callback, asked as Meta does; the subscription of the account. */
export function checkUp(account: Account, callback: Callback): readonly Check[] {
  return [askForNumber(account, callback), askOurselves(account, callback), askForSubscription(account)]
}

const FIELDS = 'id,display_phone_number,verified_name,quality_rating,webhook_configuration'

/** Source: https://developers.facebook.com/docs/graph-api/guides/secure-requests (appsecret_proof) */
function askForNumber(account: Account, callback: Callback): Check {
  const token = account.credentials['access_token'] ?? ''
  const secret = account.credentials['app_secret'] ?? ''
  const appsecret_proof = createHmac('sha256', secret).update(token).digest('hex')
  const query = new URLSearchParams({ fields: FIELDS, appsecret_proof })
  return {
    kind: 'question',
    request: get(`${graphUrl(account, endpointOf(account))}?${query}`, bearer(account)),
    read(response) {
      const answer = answerOf(response)
      const error = graphError(answer?.['error'])
      if (error) return refused(error)
      if (response.status !== 200 || !answer) return [unanswered('credentials', response)]
      return [
        { step: 'credentials', state: 'ok', message: 'WhatsApp accepts the token.' },
        { step: 'app_secret', state: 'ok', message: 'The app secret belongs to the token.' },
        { step: 'number', state: 'ok', message: aboutNumber(answer) },
        ...registered(record(answer['webhook_configuration']), callback)
      ]
    }
  }
}

function refused({ code, message }: GraphError): readonly Finding[] {
  const accepted: Finding = { step: 'credentials', state: 'ok', message: 'WhatsApp accepts the token.' }
  if (/appsecret_proof/.test(message)) {
    return [
      accepted,
      { step: 'app_secret', state: 'failed', message: 'The app secret is not that of the app whose token it is.' }
    ]
  }
  if (classOf(code) === 'credentials' && code !== 10) {
    return [{ step: 'credentials', state: 'failed', message: `WhatsApp refuses the token: ${message}` }]
  }
  if (classOf(code) === 'bad_request' || code === 10) {
    return [accepted, { step: 'number', state: 'failed', message: `The token cannot use this number: ${message}` }]
  }
  return [{ step: 'credentials', state: 'unknown', message: `WhatsApp cannot say just now: ${message}` }]
}

function aboutNumber(answer: Fields): string {
  const number = text(answer['display_phone_number'])
  const name = text(answer['verified_name'])
  const quality = text(answer['quality_rating'])
  const shown = [number ? `The number is ${number}` : 'The number is there', name && `known as ${name}`].filter(Boolean)
  return `${shown.join(', ')}.${quality ? ` Its quality is ${quality}.` : ''}`
}

/** The narrowest of the addresses counts. Meta tells them to some apps only. */
function registered(configuration: Fields, { url }: Callback): readonly Finding[] {
  const named = ['phone_number', 'whatsapp_business_account', 'application'].map(each => text(configuration[each]))
  const called = named.find(each => each !== undefined)
  if (called === undefined) return []
  if (called === url) return [{ step: 'callback', state: 'ok', message: `WhatsApp brings its post to ${url}.` }]
  return [{ step: 'callback', state: 'failed', message: `WhatsApp brings its post to ${called}, not to ${url}.` }]
}

/** Source: https://developers.facebook.com/docs/graph-api/webhooks/getting-started */
function askOurselves(account: Account, { url, challenge }: Callback): Check {
  if (!isWithinReach(url, apiBaseUrl(account))) {
    const message = `WhatsApp calls public https addresses only, and ${url} is none.`
    return { kind: 'plain', findings: [{ step: 'webhook', state: 'failed', message }] }
  }
  const query = new URLSearchParams({
    'hub.mode': 'subscribe',
    'hub.challenge': challenge,
    'hub.verify_token': account.credentials['verify_token'] ?? ''
  })
  return {
    kind: 'question',
    request: get(`${url}?${query}`, {}),
    read(response) {
      if (response.status === 0) return [unanswered('webhook', response, url)]
      const isOurs = response.status === 200 && response.body === challenge
      const message = isOurs
        ? 'The webhook answers WhatsApp’s question with the verify token.'
        : `${url} answers ${response.status}, and not WhatsApp’s question. Is it this server?`
      return [{ step: 'webhook', state: isOurs ? 'ok' : 'failed', message }]
    }
  }
}

function askForSubscription(account: Account): Check {
  const waba = text(account.credentials['waba_id'])
  if (waba === undefined) {
    const message = 'Without the business account (waba_id) nobody can ask whether the app is subscribed to it.'
    return { kind: 'plain', findings: [{ step: 'subscription', state: 'unknown', message }] }
  }
  return {
    kind: 'question',
    request: get(graphUrl(account, waba, 'subscribed_apps'), bearer(account)),
    read(response) {
      const answer = answerOf(response)
      const error = graphError(answer?.['error'])
      if (error) return [{ step: 'subscription', state: 'failed', message: `WhatsApp does not tell: ${error.message}` }]
      if (response.status !== 200 || !answer) return [unanswered('subscription', response)]
      return [subscribed(list(answer['data']).map(record))]
    }
  }
}

function subscribed(apps: readonly Fields[]): Finding {
  if (apps.length === 0) {
    const message = 'No app is subscribed to the business account, so nothing comes in.'
    return { step: 'subscription', state: 'failed', message }
  }
  const names = apps.map(app => text(record(app['whatsapp_business_api_data'])['name']) ?? 'an app')
  return { step: 'subscription', state: 'ok', message: `Subscribed to the business account: ${names.join(', ')}.` }
}

function unanswered(step: Finding['step'], { status, failure }: ProviderResponse, who: string = 'WhatsApp'): Finding {
  const what = failure ? `could not be reached from here (${failure.reason})` : `answered ${status}`
  return { step, state: 'unknown', message: `${who} ${what}.` }
}

function get(url: string, headers: Readonly<Record<string, string>>) {
  return { method: 'GET', url, headers, body: '' } as const
}
