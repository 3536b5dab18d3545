import { text } from '../../text';

/** The line below every page. */
export function Footer() {
  return (
    <footer className="mt-auto border-t border-line">
      <div className="page py-4 text-sm text-slate">
        {text.name} · {text.footer.line}
      </div>
    </footer>
  );
}
