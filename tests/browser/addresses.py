"""The addresses that the browser tests look at, each as one who may see it, and those that nobody looks at."""

# Looked at in both themes, each at another width.
VISITOR = ["/", "/ideas", "/ideas?q=repair", "/ideas?q=zzzz", "/ideas/1", "/ideas/1/history", "/quadrants"]
VISITOR += ["/quadrants/creation-with-others", "/about", "/join", "/signin", "/developers", "/mail", "/nowhere"]
VISITOR += ["/members/ilse", "/demo", "/promise", "/roadmap", "/changelog", "/changelog/1"]
MEMBER = ["/", "/ideas/1", "/ideas/new", "/me", "/me/settings", "/me/notices", "/me/mail"]
MEMBER += ["/me/reports", "/ideas/1/mail"]
TEAM = ["/triage?view=overdue", "/triage/board?sort=score", "/triage/tags", "/triage/weights", "/ideas/1", "/roadmap"]
TEAM += ["/ideas/1/score", "/ideas/1/assign", "/ideas/1/merge", "/ideas/1/notes", "/ideas/1/behalf"]
TEAM += ["/changelog", "/changelog/new", "/changelog/1/edit", "/promise"]
TEAM += ["/experiments/plan", "/experiments/plan?shape=one&ask=weeks&weeks=0", "/experiments/new", "/experiments/2"]
TEAM += ["/experiments", "/experiments?show=concluded", "/experiments/1", "/experiments/3", "/experiments/4"]
TEAM += ["/experiments/5", "/experiments/6", "/experiments/6/plan", "/experiments/2/new-plan", "/ideas/2/experiment"]
TEAM += ["/experiments/2/check-ins", "/experiments/2/check-ins/new", "/experiments/2/check-ins/import"]
TEAM += ["/experiments/4/conclude", "/portfolio", "/learning", "/learning?q=bike", "/learning/1"]
TEAM += ["/experiments/1/rollout"]
TEAM += ["/metrics", "/metrics/churn", "/metrics/churn/edit", "/metrics/readings", "/metrics/new"]
TEAM += ["/moderation", "/moderation/waiting", "/moderation/hidden", "/ideas/1/hide", "/ideas/1/report"]
ADMIN = ["/admin", "/admin/members", "/admin/teams", "/admin/answers", "/admin/best-customers", "/admin/record"]
ADMIN += ["/admin/parked", "/admin/synonyms"]
# What is given and shown. A page whose address isn't known before stands as the page and the links that lead to it.
REWARDS = {
    "pankaj": [
        *("/points", "/points > a[href^='/points/entries/']", "/points/why", "/points/boards", "/members/wren/points"),
        *("/badges", "/badges/shipped-1", "/me/badges", "/me/badges > .badge-row h2 a", "/verify", "/recognition"),
        *(
            "/recognition/1",
            "/me/recognition",
            "/heroes",
            "/heroes > main h2 a[href^='/heroes/']",
            "/heroes/nominate",
            "/challenges?show=past",
        ),
        *("/challenges/1", "/challenges/4", "/recognition/1/print", "/recognition/1/print?size=a6"),
    ],
    "hanna": ["/me/fairness", "/me/fairness/1"],
    "yusuf": ["/me/trust", "/me/heroes", "/me/heroes > main a[href$='/answer']"],
    "meilin": ["/points", "/challenges", "/challenges/3", "/recognition/new"],
    "ngozi": [
        *("/recognition/fairness", "/heroes/choosing", "/heroes/choosing/new", "/challenges/new"),
        *("/challenges/2/decide", "/challenges/3/readings", "/challenges/3/call-off", "/challenges/3/week"),
    ],
    "priya": ["/moderation/fairness", "/moderation/fairness/2", "/moderation/cards", "/members/yusuf/trust"],
    "ilse": [
        *(
            "/points/rules",
            "/points/rules/supported",
            "/admin/badges",
            "/admin/badges/new",
            "/admin/badges/first-spark",
        ),
        *("/admin/values", "/admin/keys"),
    ],
}
# Rarer pages, looked at on a phone in one theme.
ONCE = {
    "": [
        *(
            "/search",
            "/search?q=repair",
            "/search?q=repiar",
            "/search/comments?q=repair",
            "/go?q=badge",
            "/keys",
            "/offline",
        ),
        *("/signin/sent", "/developers/schema", "/developers/schema/Idea", "/developers/schema/Status"),
        *("/ideas/1/offers", "/ideas/1/similar", "/mail > main a[href^='/mail/']"),
        "/mail > main a[href^='/mail/'] > main a[href*='/leave/']",
        "/badges/first-spark > main a[href^='/ob/credentials/']",
    ],
    "yusuf": [
        *("/demo/yusuf", "/me/delete", "/me/edits", "/me/tokens", "/me/reports/cards", "/me/reports/heroes"),
        *("/recognition/1/report", "/heroes > main h2 a[href^='/heroes/'] > main a[href$='/report']"),
    ],
    "hanna": ["/ideas/4/edit", "/ideas/4/withdraw", "/ideas/13/step-down"],
    "pankaj": [
        *("/comments/1/report", "/comments/2/remove", "/offers/1/report"),
        "/members/pankaj > main a[href^='/heroes/'] > main a[href$='/withdraw']",
    ],
    "priya": [
        *("/ideas/4/answer", "/ideas/4/ask", "/ideas/4/decide/shortlist", "/ideas/4/decide/decline"),
        *("/triage/at-once?idea=4&idea=5&action=claim", "/comments/1/hide", "/offers/1/hide"),
        *("/moderation/heroes", "/moderation/members/11/suspend", "/behalf", "/behalf > main a[href$='/take-back']"),
        *("/recognition/1/hide", "/recognition/2/withdraw", "/badges/first-spark/give"),
        "/heroes > main h2 a[href^='/heroes/'] > main a[href$='/hide']",
        *("/experiments/1/rollout/back", "/experiments/1/rollout/steps/1", "/experiments/1/rollout/follow-ups/30"),
        *("/experiments/2/check-ins > main a[href$='/correct']", "/readings/1/correct"),
    ],
}
# Where those links lead to.
LED = {
    "/points > a[href^='/points/entries/']": "/points/entries/*",
    "/me/badges > .badge-row h2 a": "/ob/credentials/*",
    "/badges/first-spark > main a[href^='/ob/credentials/']": "/ob/credentials/*",
    "/heroes > main h2 a[href^='/heroes/']": "/heroes/*",
    "/me/heroes > main a[href$='/answer']": "/heroes/*/answer",
    "/members/pankaj > main a[href^='/heroes/'] > main a[href$='/withdraw']": "/heroes/*/withdraw",
    "/heroes > main h2 a[href^='/heroes/'] > main a[href$='/report']": "/heroes/*/report",
    "/heroes > main h2 a[href^='/heroes/'] > main a[href$='/hide']": "/heroes/*/hide",
    "/behalf > main a[href$='/take-back']": "/behalf/*/take-back",
    "/experiments/2/check-ins > main a[href$='/correct']": "/experiments/*/check-ins/*/correct",
    "/mail > main a[href^='/mail/']": "/mail/*",
    "/mail > main a[href^='/mail/'] > main a[href*='/leave/']": "/leave/*",
}
# Pages that no window looks at, and why.
UNSEEN = {
    "/awards/{award}/profile": "leads back to where one shows one's badges",
    "/awards/{award}/revoke": "the demo gives no badge by hand, and no other can be revoked",
    "/challenges/{challenge_id}/edit": "the form of /challenges/new; the demo has none that could still be changed",
    "/comments/{comment_id}/edit": "open for minutes after a comment was written",
    "/edits/{edit_id}/turn-down": "the demo has no edit that waits",
    "/ideas/{idea_id}/co-authors/{co_author_id}/remove": "the page of /ideas/ID/step-down; no guide shares an idea",
    "/ideas/{idea_id}/merged": "the demo merged nothing that a guide could still undo",
    "/links/{token}": "nobody waits for a link before somebody joins, as test_journey does",
    "/me/notices/unread": "a piece for the script",
    "/offers/{offer_id}/decline": "nobody waits for the answer of a guide",
    "/recognition/{recognition_id}/edit": "open for a day after a card was given",
    "/triage/at-once/{bulk_id}": "nothing was done at once; test_triage does it",
}
MACHINES = (
    r"/(livez|readyz|robots\.txt|me/data|avatars/.*|images/.*|heroes/pictures/.*|\.well-known/.*|ob/(?!credentials/\{award\}$).*"
    r"|.*\.(css|png|webmanifest|js|atom))"
)
