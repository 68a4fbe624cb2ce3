from translations.catalogues import DOMAINS, update

for domain in DOMAINS:
    update(domain)
    missing = [message for message in domain.read() if message.id and not all(message.string or [""])]
    print(f"{domain.po}: {len(domain.read())} texts, {len(missing)} of them untranslated")
