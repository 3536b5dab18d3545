import { Link } from '@tanstack/react-router';
import { PageHeading } from '../../shared/layout/PageHeading';
import { buttonStyle } from '../../shared/ui/button-style';
import { documentsText } from '../../text/documents';

/** The address names a collection that is not declared. */
export function NoCollection() {
  return (
    <div className="flex flex-col items-start gap-4 py-8">
      <PageHeading title={documentsText.all.title}>{documentsText.unknown}</PageHeading>
      <Link to="/admin/data" className={buttonStyle('quiet')}>
        {documentsText.all.heading}
      </Link>
    </div>
  );
}
