"""What comes to a page after it: similar titles, the progress of jobs."""

from playwright.sync_api import Page, expect

from catalog.models import Job, Movie


def test_similar_titles_load_as_a_fragment(page: Page, titles: dict[str, Movie]):
    page.goto("/?q=sharks")
    page.get_by_role("link", name="Jaws", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Jaws")
    similar = page.get_by_role("region", name="Similar titles")
    expect(similar.get_by_role("listitem")).to_have_count(6)
    expect(similar.get_by_role("link", name="Deep Blue")).to_be_visible()


def test_a_running_job_shows_its_progress_until_it_ends(page: Page, transactional_db: None):
    job = Job.objects.create(kind=Job.Kind.EMBED, label="a file", total=200, done=50)
    page.goto("/")
    bar = page.get_by_role("progressbar", name="Reading titles for search by meaning")
    expect(bar).to_have_attribute("value", "25")
    expect(page.get_by_text("50 of 200")).to_be_visible()

    Job.objects.filter(pk=job.pk).update(done=150)
    expect(bar).to_have_attribute("value", "75")

    job.refresh_from_db()
    job.finish()
    expect(bar).to_have_count(0)
