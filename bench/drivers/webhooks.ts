import { createHmac } from 'node:crypto'
import { APP_SECRET_PREFIX, appSecretOf, type Customer } from '../world.ts'
import type { Said } from './kinds.ts'

/** A webhook as Meta sends it, signed, as the bytes of a whole HTTP request. */
export function webhook(
  port: number,
  who: Customer,
  providerMessageId: string,
  said: Said,
  secret = appSecretOf(who.organizationId)
): Buffer {
  const body = Buffer.from(
    JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [
        {
          id: '102290129340398',
          changes: [
            {
              field: 'messages',
              value: {
                messaging_product: 'whatsapp',
                metadata: { display_phone_number: '15550783881', phone_number_id: who.phoneNumberId },
                contacts: [{ profile: { name: who.name }, wa_id: who.address }],
                messages: [
                  {
                    from: who.address,
                    id: providerMessageId,
                    timestamp: String(Math.floor(Date.now() / 1_000)),
                    ...said
                  }
                ]
              }
            }
          ]
        }
      ]
    })
  )
  const signature = createHmac('sha256', secret).update(body).digest('hex')
  const head = `POST /webhooks/whatsapp/${who.webhookKey} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nX-Hub-Signature-256: sha256=${signature}\r\nContent-Length: ${body.length}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), body])
}

/** The floor knows one secret for everybody. */
export const FLOOR_SECRET = APP_SECRET_PREFIX
