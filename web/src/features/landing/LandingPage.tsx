import { PageHeading } from '../../shared/layout/PageHeading';
import { text } from '../../text';
import { Declaration } from './Declaration';
import { Facts } from './Facts';
import { Sea } from './Sea';
import { WaysIn } from './WaysIn';

/** What this deployment is, in one screen. */
export function LandingPage() {
  const words = text.landing;
  return (
    <>
      <div className="page grid flex-1 items-center gap-10 pt-8 pb-12 lg:grid-cols-[1.05fr_1fr] lg:gap-14">
        <div className="flex min-w-0 flex-col items-start gap-5">
          <p className="flex items-center gap-2.5 text-sm font-semibold text-slate">
            <span aria-hidden="true" className="h-0.5 w-7 rounded-full bg-beak" />
            {words.eyebrow}
          </p>
          <PageHeading title={words.title} className="text-[2.5rem] leading-[1.05] sm:text-6xl">
            {words.heading}
          </PageHeading>
          <p className="max-w-[34rem] text-lg text-slate">{words.lead}</p>
          <WaysIn />
        </div>
        <Declaration />
      </div>
      <Sea />
      <div className="bg-raised pt-6 pb-7">
        <Facts />
      </div>
    </>
  );
}
