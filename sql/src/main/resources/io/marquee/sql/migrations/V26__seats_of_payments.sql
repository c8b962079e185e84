-- The seats that an attempt is to pay for. A hold can lose seats while its payment is on the way, and the sum need not tell:
-- some cost nothing. Null for attempts of before, of which only the sum is known.
ALTER TABLE payment ADD COLUMN seats text[];
