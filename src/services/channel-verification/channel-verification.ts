import { defineService } from '../define-service.ts'
import { ChannelVerification } from './channel-verification.class.ts'
import { verificationAnswerSchema, verificationResource, verificationSchema } from './channel-verification.schema.ts'

export const channelVerification = defineService({
  path: 'channels/:id/verify',
  methods: ['create'],
  policy: { write: 'admin' },
  resource: verificationResource,
  data: { create: verificationSchema },
  answers: { create: verificationAnswerSchema },
  route: ['id'],
  class: ChannelVerification
})
