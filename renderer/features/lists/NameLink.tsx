interface NameLinkProps {
  row: { id: string; name: string };
  /** Address of where it's edited, as the router writes it. */
  address: string;
  edit: (id: string) => void;
  /** Why it can't be edited; the name is then no link. */
  whyNot: string | undefined;
}

/** A row's name as the link that edits it. */
export function NameLink({ row, address, edit, whyNot }: NameLinkProps) {
  if (whyNot)
    return (
      <span className="truncate font-strong" title={whyNot}>
        {row.name}
      </span>
    );
  return (
    <a
      href={`#${address}`}
      tabIndex={-1}
      title={`Edit ${row.name}`}
      onClick={(event) => {
        event.preventDefault();
        edit(row.id);
      }}
      className="truncate font-strong hover:underline"
    >
      {row.name}
    </a>
  );
}
