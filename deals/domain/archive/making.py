"""The file of a deal as a job, and what its page says of it."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deals.domain.archive.exporting import export_deal, left_out_of
from deals.domain.archive.waiting import MAX_FILE
from deals.filenames import file_name
from deals.hooks import Made, Tell
from deals.models import Deal, Job


def make_deal_file(job: Job, tell: Tell) -> Made:
    """Everything of the job's deal as one JSON file."""
    name = file_name(_("deal"), job.deal.name, ending="json")
    return Made(name, "application/json", export_deal(job.deal, tell))


def not_in_the_file(deal: Deal) -> str:
    """What the file would leave out now, in words; nothing when it leaves nothing out."""
    left_out = left_out_of(deal)
    said = []
    if left_out.running:
        titles = ", ".join(session.title for session in left_out.running)
        said.append(_("Not in it, since they are not closed yet: %(titles)s.") % {"titles": titles})
    if left_out.trials:
        text = ngettext(
            "%(count)d try-out stays out.", "%(count)d try-outs stay out.", left_out.trials
        )
        said.append(text % {"count": left_out.trials})
    return " ".join(said)


def too_large_for_a_page(job: Job) -> str:
    """What can be done with a file that no page takes; nothing of one that is small enough."""
    if (job.size or 0) <= MAX_FILE:
        return ""
    return _(
        "This file is larger than 32 MB, so it cannot be brought in on a page. Whoever runs the "
        "other installation can do so, with the command import_deal."
    )
