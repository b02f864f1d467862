\set viewer random(1, :members)
SELECT json_build_object(
    'id', ideas.id, 'title', ideas.title, 'problem', ideas.problem, 'proposal', ideas.proposal,
    'status', ideas.status, 'submitted_at', ideas.submitted_at, 'author', author.name, 'handle', author.handle,
    'supporters', counters.supporters,
    'voted', EXISTS (SELECT FROM votes WHERE votes.idea_id = ideas.id AND votes.member_id = :viewer),
    'comments', (
        SELECT json_agg(row_to_json(said)) FROM (
            SELECT comments.id, comments.body, comments.created_at, writer.name, writer.handle, writer.role
            FROM comments JOIN members AS writer ON writer.id = comments.author_id
            WHERE comments.idea_id = ideas.id AND comments.parent_id IS NULL
            ORDER BY comments.id LIMIT 20
        ) AS said
    )
)
FROM ideas
JOIN members AS author ON author.id = ideas.author_id
JOIN idea_counters AS counters ON counters.idea_id = ideas.id
WHERE ideas.id = :discussed;
