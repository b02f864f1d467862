\set quadrant random(1, 4)
\set viewer random(1, :members)
SELECT json_agg(row_to_json(feed)) FROM (
    SELECT ideas.id, ideas.title, ideas.problem, ideas.status, ideas.submitted_at,
        counters.supporters, counters.comments,
        author.id AS author_id, author.handle, author.name, author.role,
        EXISTS (SELECT FROM votes WHERE votes.idea_id = ideas.id AND votes.member_id = :viewer) AS voted
    FROM idea_counters AS counters
    JOIN ideas ON ideas.id = counters.idea_id
    JOIN members AS author ON author.id = ideas.author_id
    WHERE counters.listed
        AND counters.quadrant = ('{participation_for_self,creation_for_self,participation_for_others,creation_with_others}'::text[])[:quadrant]
    ORDER BY counters.best DESC, - counters.exposed DESC, counters.idea_id DESC
    LIMIT 20
) AS feed;
