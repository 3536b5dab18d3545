import { LiveMark } from '../../realtime/LiveMark';
import { useLive } from '../../realtime/use-live';
import { PageHeading } from '../../shared/layout/PageHeading';
import { messagesText } from '../../text/messages';
import { liveMessages } from './live-messages';
import { MessageComposer } from './MessageComposer';
import { MessageList } from './MessageList';

/** The board that everybody shares, live. */
export function MessagesPage() {
  useLive(liveMessages);
  return (
    <div className="page flex max-w-3xl flex-col gap-6 py-8 sm:py-12">
      <div className="flex flex-wrap items-end justify-between gap-x-6">
        <div>
          <PageHeading title={messagesText.title}>{messagesText.heading}</PageHeading>
          <p className="text-slate">{messagesText.lead}</p>
        </div>
        <LiveMark />
      </div>
      <MessageComposer />
      <MessageList />
    </div>
  );
}
