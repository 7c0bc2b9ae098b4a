FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATA_DIR=/app/var
WORKDIR /app

COPY requirements/base.txt requirements/
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements/base.txt

# What goes in stands in .dockerignore.
COPY . .
# The key is only for these two commands; nothing is signed with it and it is not kept.
RUN export SECRET_KEY=only-while-building-0000000000000000000000000000000000 \
 && python manage.py compile_texts \
 && python manage.py collectstatic --no-input --verbosity 0

# The application's user owns nothing here: everything that changes is in the database.
RUN useradd --system --uid 10001 --no-create-home praatplaten
USER praatplaten

EXPOSE 8000
CMD ["python", "-m", "config.serve", "--host", "0.0.0.0", "--port", "8000"]
