"""Ways in and out: sheets and files of messages, a chat's message, posters, the message wall, webhooks.

Nouns: Offer ("I can help" with what stands on the wall).
Invariants: on the wall nothing stands that a reviewer has not released; nobody can be against anything;
whoever raised a matter never learns who offered to help, the community stands between them.
"""
