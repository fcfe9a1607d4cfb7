"""Where facts come from: one module per service."""

from __future__ import annotations

from bot.arxivapi import MANNERS as ARXIV
from bot.environment import Environment
from bot.githubapi import Api
from bot.ports import Services
from bot.sources.accepted_papers import MANNERS as LISTS
from bot.sources.accepted_papers import AcceptedPapers
from bot.sources.arxiv import Arxiv
from bot.sources.arxiv_feeds import ArxivFeeds
from bot.sources.arxiv_harvests import ArxivHarvests
from bot.sources.arxiv_submissions import ArxivSubmissions
from bot.sources.crossref import POLITE, PUBLIC, Crossref
from bot.sources.github import GitHub
from bot.sources.openreview import MANNERS as OPENREVIEW
from bot.sources.openreview import OpenReview
from bot.sources.pages import Pages, session
from bot.sources.readmes import GitHubReadmes
from bot.sources.semantic_scholar import KEYED, KEYLESS, SemanticScholar
from bot.sources.suggestions import SemanticScholarSuggestions
from bot.text.venues import VenueBook
from bot.web import Web


def services(environment: Environment, book: VenueBook) -> Services:
    """Every service at its address, with the secret that is for it alone."""
    key = environment.semantic_scholar_key
    api = Api(environment.github, environment.github_token)
    arxiv = Web(ARXIV)  # one for all of arXiv's services: they count their requests together
    scholar = Web(KEYED if key else KEYLESS)  # its limits are for all that it is asked
    return Services(
        arxiv=Arxiv(environment.arxiv, arxiv),
        feeds=ArxivFeeds(environment.arxiv_feed, arxiv),
        submissions=ArxivSubmissions(environment.arxiv, arxiv),
        harvests=ArxivHarvests(environment.arxiv_oai, arxiv),
        scholar=SemanticScholar(environment.semantic_scholar, key, scholar, book),
        github=GitHub(api),
        proceedings=AcceptedPapers(environment.accepted_papers, Web(LISTS)),
        openreview=OpenReview(environment.openreview, Web(OPENREVIEW), book),
        crossref=Crossref(environment.crossref, environment.mailto, Web(POLITE if environment.mailto else PUBLIC), book),
        readmes=GitHubReadmes(api),
        pages=Pages(environment.pages, session(environment.pages)),
        suggestions=SemanticScholarSuggestions(environment.semantic_scholar, key, scholar),
    )
