import type { Cluster } from '../database.ts'
import { drive } from '../drive.ts'
import type { SocketsJob, SocketsResult } from '../drivers/sockets.ts'
import { type Subject, startBroadcast, startSubject } from '../subjects.ts'

export type Broadcaster = 'parley' | 'socket.io' | 'batched'

export interface FanOutMeasure {
  readonly subject: Broadcaster
  readonly sockets: number
  readonly deliveries: number
  /** Server CPU per delivery, µs: for Parley and the bare program with all it takes to receive the message. */
  readonly server: number
  /** Until the last socket has heard the last frame, ms. */
  readonly p50: number
  readonly p99: number
  readonly bytesPerDelivery: number
  /** Resident memory of the server with all sockets joined, bytes. */
  readonly rss: number
}

const FRAMES_PER_MESSAGE = 3

/** `frames` are what the Socket.IO room is to carry: those that Parley sent. Returns the frames of one message, too. */
export async function measureFanOut(
  name: Broadcaster,
  cluster: Cluster,
  databaseUrl: string,
  frames: readonly string[],
  { sockets, messages }: { sockets: number; messages: number },
  nodeOptions: readonly string[] = []
): Promise<{ measure: FanOutMeasure; frames: readonly string[] }> {
  const subject: Subject = await (name === 'socket.io'
    ? startBroadcast(frames)
    : startSubject(name, databaseUrl, nodeOptions))
  try {
    const job: SocketsJob = {
      port: subject.port,
      sockets,
      warmUpMessages: 5,
      messages,
      framesPerMessage: FRAMES_PER_MESSAGE
    }
    const result = await drive<SocketsResult>('sockets', job, subject.program, cluster)
    return {
      measure: {
        subject: name,
        sockets,
        deliveries: result.deliveries,
        server: result.spent.server / result.deliveries,
        p50: result.p50,
        p99: result.p99,
        bytesPerDelivery: result.bytesPerDelivery,
        rss: result.rss
      },
      frames: result.sample
    }
  } finally {
    await subject.stop()
  }
}
