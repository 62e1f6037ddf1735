import type { Channel } from '../channels/channel.ts'
import { apiKeys } from './api-keys/api-keys.ts'
import { authentication } from './authentication/authentication.ts'
import { automations } from './automations/automations.ts'
import { executions } from './automations/executions.ts'
import { channelVerification } from './channel-verification/channel-verification.ts'
import { channels as channelService } from './channels/channels.ts'
import { contactMerges } from './contact-merges/contact-merges.ts'
import { contacts, mergeSuggestions } from './contacts/contacts.ts'
import { conversationEvents } from './conversation-events/conversation-events.ts'
import { conversationFiles } from './conversation-files/conversation-files.ts'
import { conversationMessages } from './conversation-messages/conversation-messages.ts'
import {
  predefinedMessages,
  predefinedRendering
} from './conversation-predefined-messages/conversation-predefined-messages.ts'
import { conversationReads } from './conversation-reads/conversation-reads.ts'
import { conversationSessions } from './conversation-sessions/conversation-sessions.ts'
import { conversationTyping } from './conversation-typing/conversation-typing.ts'
import { conversations } from './conversations/conversations.ts'
import { bulkActions, bulkActionUndos } from './conversations-bulk-actions/bulk-actions.ts'
import type { Definition } from './define-service.ts'
import { organizations } from './organizations/organizations.ts'
import { pipelineStages } from './pipeline-stages/pipeline-stages.ts'
import { pipelines } from './pipelines/pipelines.ts'
import { s3UrlSigning } from './s3-url-signing/s3-url-signing.ts'
import { tags } from './tags/tags.ts'
import { templateSyncs, templates } from './templates/templates.ts'
import { users } from './users/users.ts'
import { views } from './views/views.ts'

/** Everything that can be called, on every transport. */
export function definitionsFor(channels: readonly Channel[]): readonly Definition[] {
  return [
    authentication,
    organizations,
    users,
    apiKeys,
    channelService,
    channelVerification,
    templates,
    templateSyncs,
    contacts,
    contactMerges,
    mergeSuggestions,
    tags,
    ...conversationMessages(channels),
    conversations,
    predefinedMessages,
    predefinedRendering,
    conversationTyping,
    conversationReads,
    conversationSessions,
    views,
    pipelines,
    pipelineStages,
    bulkActions,
    bulkActionUndos,
    s3UrlSigning,
    conversationFiles,
    automations,
    executions,
    conversationEvents
  ]
}
