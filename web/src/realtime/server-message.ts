import type { RealtimeServerMessage } from '../api';

/** Read a frame. What is no message, or of a type that only a newer server knows, is nothing. */
export function readServerMessage(frame: unknown): RealtimeServerMessage | undefined {
  if (typeof frame !== 'string') return undefined;
  try {
    const message: unknown = JSON.parse(frame);
    return isMessage(message) ? message : undefined;
  } catch {
    return undefined;
  }
}

function isMessage(value: unknown): value is RealtimeServerMessage {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false;
  const message: { type: unknown; changes?: unknown; collection?: unknown } = value;
  switch (message.type) {
    case 'changes':
      return Array.isArray(message.changes);
    case 'subscribed':
    case 'unsubscribed':
      return typeof message.collection === 'string';
    case 'pong':
    case 'error':
      return true;
    default:
      return false;
  }
}
