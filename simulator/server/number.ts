/** One of a business's numbers, as its owner registered it: what the provider's dashboard would show. */
export interface BusinessNumber {
  readonly organizationId: number
  readonly channelId: number
  readonly name: string
  readonly phoneNumberId: string
  readonly wabaId: string
  readonly accessToken: string
  readonly appSecret: string
  readonly verifyToken: string
  /** Where this simulator is reached, as the business has it: `https://…/simulator/whatsapp`. */
  readonly apiBaseUrl: string
  /** Where its webhooks go. */
  readonly callback: string
}

/** The number people see. */
export function displayNumber({ phoneNumberId }: BusinessNumber): string {
  return `1555${phoneNumberId.slice(-7).padStart(7, '0')}`
}
